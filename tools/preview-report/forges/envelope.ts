import { createHmac, timingSafeEqual } from "node:crypto";

/** Which run of a pipeline a comment comes from. */
export interface Order {
  run: number;
  attempt: number;
}

/** What a comment says besides the report. */
export interface Envelope {
  /** Which of our comments it is, e.g. `PROJECT/STACK`. */
  key: string;
  /** What would change; none if the preview failed. */
  digest?: string;
  /** Proof that who wrote the digest knows the key of seals. */
  seal?: string;
  order?: Order;
}

const marker = (key: string) => `<!-- preview-report ${key} -->`;
const end =
  /\n(?:<!-- digest ([0-9a-f]{64})(?: seal ([0-9a-f]{64}))? -->\n)?(?:<!-- run (\d{1,15})\.(\d{1,6}) -->\n?)?$/;

/** A key that can stand in a marker. */
export function checkedKey(key: string): boolean {
  return /^[\w./ -]{1,200}$/.test(key) && !key.includes("--");
}

/** Puts a report between the invisible lines by which it is found again. */
export function envelop(text: string, { key, digest, seal, order }: Envelope): string {
  const sealed = seal === undefined ? "" : ` seal ${seal}`;
  const lines = digest === undefined ? [] : [`<!-- digest ${digest}${sealed} -->`];
  if (order) lines.push(`<!-- run ${order.run}.${order.attempt} -->`);
  return [marker(key), text.trimEnd(), "", ...lines].join("\n").trimEnd() + "\n";
}

/** What `envelop` adds at most, in bytes. */
export function envelopeLength(key: string): number {
  return Buffer.byteLength(marker(key)) + 250;
}

/** Whether a comment is the one of a key. */
export function startsWithMarker(body: string, key: string): boolean {
  return plain(body).startsWith(`${marker(key)}\n`);
}

/** Which run a comment comes from, if it says so. */
export function orderOf(body: string): Order | undefined {
  const [, , , run, attempt] = end.exec(`${plain(body)}\n`) ?? [];
  return run === undefined ? undefined : { run: Number(run), attempt: Number(attempt) };
}

/** The digest that a comment carries. Only its last lines count: what stands above is the preview's. */
export function digestOf(body: string): { digest: string; seal?: string } | undefined {
  const [, digest, seal] = end.exec(`${plain(body)}\n`) ?? [];
  return digest === undefined ? undefined : { digest, seal };
}

/** Whether two texts are the same to a forge, which may change line ends and what is blank at the end. */
export function sameText(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

/** Proves that a digest was written for this comment of this pull request by somebody who knows the secret. */
export function seal(secret: string, digest: string, ...context: (string | number)[]): string {
  return createHmac("sha256", secret)
    .update(JSON.stringify([digest, ...context]))
    .digest("hex");
}

/** Whether a seal is right, without telling by the time it takes how much of it is. */
export function sealHolds(given: string, right: string): boolean {
  return given.length === right.length && timingSafeEqual(Buffer.from(given), Buffer.from(right));
}

function plain(body: string): string {
  return body.replaceAll("\r\n", "\n").trimEnd();
}
