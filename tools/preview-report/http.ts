import { ForgeError, Status } from "./failure";

/** What a server said. */
export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed JSON; undefined if it is something else. */
  data: unknown;
}

/** How a server is asked. */
export interface HttpOptions {
  /** Address of the API, without a slash at the end. */
  url: string;
  /** Goes with each request and nowhere else. */
  headers: Record<string, string>;
  /** Milliseconds that one request may take. Defaults to 30000. */
  timeout?: number;
  /** Milliseconds to wait before it is asked again, doubled each time, unless it says how long. Defaults to 1000. */
  pause?: number;
  /** Milliseconds that all waiting together may take. Defaults to 120000. */
  patience?: number;
}

const TRIES = 4;
const REDIRECTS = 3;

/** A server's API: asks again what may be asked twice, and never takes the token to another host. */
export class Http {
  readonly url: string;
  private waited = 0;

  constructor(private readonly options: HttpOptions) {
    this.url = options.url;
  }

  /** Asks once, or again while the server is busy or away if the method may be repeated. Any status is an answer. */
  async ask(method: string, path: string, body?: object): Promise<Answer> {
    // Whether a POST that got no answer was carried out isn't known: the caller looks before it asks again.
    const tries = method === "POST" ? 1 : TRIES;
    for (let tried = 1; ; tried++) {
      const last = tried === tries;
      let answer: Answer;
      try {
        answer = await this.once(method, path, body);
      } catch (error) {
        if (last || !(error instanceof NoAnswer) || !error.passing) throw error;
        await this.wait(undefined, tried, () => error);
        continue;
      }
      // A server that counts requests carries out none that it turns away: this may be repeated whatever the method.
      const turnedAway = answer.status === 429 || limited(answer);
      if (turnedAway ? tried >= TRIES : last || !passing(answer.status)) return answer;
      await this.wait(answer.headers, tried, () => this.busy(answer));
    }
  }

  private async once(method: string, path: string, body?: object): Promise<Answer> {
    const { headers, timeout = 30_000 } = this.options;
    const signal = AbortSignal.timeout(timeout);
    const sent: Record<string, string> = { accept: "application/json", "user-agent": "preview-report", ...headers };
    if (body !== undefined) sent["content-type"] = "application/json";
    let address = new URL(path.startsWith("http") ? path : `${this.url}/${path}`);
    for (let redirects = 0; ; redirects++) {
      try {
        const response = await fetch(address.href, {
          method,
          headers: sent,
          body: body === undefined ? undefined : JSON.stringify(body),
          redirect: "manual",
          signal,
        });
        const text = await response.text();
        const location = response.headers.get("location");
        if (response.status < 300 || response.status > 399 || location === null)
          return { status: response.status, headers: response.headers, data: parsed(text) };
        address = this.follow(address, location, response.status, method, redirects);
      } catch (error) {
        throw error instanceof ForgeError ? error : new NoAnswer(address.origin, error, timeout);
      }
    }
  }

  /** Where a redirect leads, if the token may go there. */
  private follow(from: URL, location: string, status: number, method: string, redirects: number): URL {
    const to = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
    const repeatable = method === "GET" || status === 307 || status === 308;
    if (to?.origin === from.origin && repeatable && redirects < REDIRECTS) return to;
    const where = to === undefined ? "nowhere" : to.origin === from.origin ? to.pathname : to.origin;
    const advice =
      "the token is not sent there; set --url to the forge's own address and --repository to the name it has now";
    throw new ForgeError(Status.usage, `${from.origin} sends elsewhere (${status} to ${where}): ${advice}`);
  }

  private async wait(headers: Headers | undefined, tried: number, failure: () => Error): Promise<void> {
    const { pause = 1000, patience = 120_000 } = this.options;
    const wanted = (headers && wish(headers)) ?? pause * 2 ** (tried - 1);
    this.waited += wanted;
    if (this.waited > patience) throw failure();
    await new Promise((resolve) => setTimeout(resolve, wanted));
  }

  private busy({ status, headers }: Answer): ForgeError {
    const wanted = wish(headers);
    const until = wanted === undefined ? "" : ` and wants ${Math.ceil(wanted / 1000)} s of quiet`;
    return new ForgeError(
      Status.noAnswer,
      `${new URL(this.url).origin} is busy (${status})${until}: run this again later`,
    );
  }
}

/** No answer came; the message says why. */
class NoAnswer extends ForgeError {
  readonly passing: boolean;

  constructor(origin: string, error: unknown, timeout: number) {
    const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
    const code = cause?.code ?? "";
    const certificate = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/.test(code);
    const why =
      name === "TimeoutError"
        ? `in ${timeout / 1000} s`
        : certificate
          ? `with a certificate that is trusted here (${code}); a private authority's goes into NODE_EXTRA_CA_CERTS`
          : `(${code || cause?.message || message})`;
    super(Status.noAnswer, `${origin} doesn't answer ${why}`);
    this.passing = !certificate && code !== "ENOTFOUND";
  }
}

function passing(status: number): boolean {
  return status === 408 || status === 425 || status >= 500;
}

/** GitHub says 403 to who asks too often. */
function limited({ status, headers }: Answer): boolean {
  return status === 403 && (headers.has("retry-after") || headers.get("x-ratelimit-remaining") === "0");
}

/** How long the server wants to be left alone, in milliseconds. */
function wish(headers: Headers): number | undefined {
  const after = headers.get("retry-after");
  if (after !== null) {
    const seconds = /^\d+$/.test(after.trim()) ? Number(after) * 1000 : Date.parse(after) - Date.now();
    if (!Number.isNaN(seconds)) return Math.max(seconds, 0);
  }
  const reset = headers.get("x-ratelimit-remaining") === "0" ? Number(headers.get("x-ratelimit-reset")) : 0;
  return reset > 0 ? Math.max(reset * 1000 - Date.now(), 0) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
