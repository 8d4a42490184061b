import { ForgeError, Status } from "../failure";
import type { Answer, Http } from "../http";

/** A comment below a pull request. */
export interface Comment {
  id: number;
  /** Number of the account that wrote it. */
  author: number;
  body: string;
}

/** A pull request of a forge, with the account that a token belongs to. */
export interface Forge {
  /** What a comment may be long at most, in bytes of UTF-8. */
  readonly maxLength: number;
  /** The pull request's address for people. */
  readonly page: string;
  /** Number of the account that the token belongs to. */
  self(): Promise<number>;
  /** All comments, oldest first. */
  listComments(): Promise<Comment[]>;
  /** Posts a comment. If it fails without an answer, the comment may be there all the same. */
  createComment(body: string): Promise<void>;
  /** Writes a comment anew. Returns whether it was still there. */
  updateComment(id: number, body: string): Promise<boolean>;
  /** Takes a comment away; one that is gone already is fine. */
  removeComment(id: number): Promise<void>;
}

/** Finds the pull request that a commit is the head of, or by which it was merged. */
export type FindPullRequest = (commit: string) => Promise<number | undefined>;

/** Which pull request of which forge. */
export interface Place {
  /** Address of the forge, without a slash at the end. */
  url: string;
  /** `owner/name`, at GitLab with all groups. */
  repository: string;
  pullRequest: number;
}

const PAGES = 200;

/** Collects a list over its pages; servers that know no pages send everything at once, and again when asked for more. */
export async function allPages<T extends { id: number }>(
  get: (page: number) => Promise<{ items: T[]; more?: boolean }>,
): Promise<T[]> {
  const all = new Map<number, T>();
  for (let page = 1; page <= PAGES; page++) {
    const before = all.size;
    const { items, more = true } = await get(page);
    for (const item of items) all.set(item.id, item);
    if (!more || all.size === before) break;
  }
  return [...all.values()].sort((a, b) => a.id - b.id);
}

/** The answer's data if the status is one of those that are fine, otherwise what is wrong, in words. */
export function accepted(http: Http, answer: Answer, what: string, right: string, ...fine: number[]): unknown {
  if (fine.includes(answer.status)) return answer.data;
  throw refusal(http, answer, what, right);
}

/** A list out of an answer. */
export function list(http: Http, answer: Answer, what: string, right: string): Record<string, unknown>[] {
  const data = accepted(http, answer, what, right, 200);
  if (Array.isArray(data)) return data as Record<string, unknown>[];
  throw strange(http, what);
}

/** A number out of an answer. */
export function number(http: Http, value: unknown, what: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw strange(http, what);
}

function strange({ url }: Http, what: string): ForgeError {
  return new ForgeError(
    Status.noAnswer,
    `can't ${what}: ${url} answers with something else; is it the address of a forge?`,
  );
}

function refusal(http: Http, answer: Answer, what: string, right: string): ForgeError {
  const { status, data } = answer;
  const said = words(data);
  const detail = said === "" ? String(status) : `${status}: ${said}`;
  const { origin } = new URL(http.url);
  if (status === 401) return new ForgeError(Status.denied, `${origin} refuses the token (${detail})`);
  if (status === 403) return new ForgeError(Status.denied, `the token may not ${what}, it needs ${right} (${detail})`);
  if (status === 404)
    return new ForgeError(Status.denied, `can't ${what}: not there, or not for the token to see (${detail})`);
  if (status === 408 || status === 429 || status >= 500)
    return new ForgeError(Status.noAnswer, `${origin} can't ${what} now (${detail})`);
  if (status >= 200 && status < 300) return strange(http, what);
  return new ForgeError(Status.failed, `${origin} refuses to ${what} (${detail})`);
}

/** What a forge says about an error, on one line. */
function words(data: unknown): string {
  const { message, error } = (data ?? {}) as { message?: unknown; error?: unknown };
  const said = message ?? error;
  if (said === undefined || said === null) return "";
  const text = typeof said === "string" ? said : JSON.stringify(said);
  return text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
    .slice(0, 200);
}
