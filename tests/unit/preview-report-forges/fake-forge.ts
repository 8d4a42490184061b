import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ForgeName } from "../../../tools/preview-report/forges/detect";

/** A comment as a forge keeps it. */
export interface Kept {
  id: number;
  author: number;
  body: string;
}

/** What a forge answers; a body that is a string is sent as it is. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Takes the place of an answer; `undefined` lets the forge answer itself, "hang" never answers, "drop" hangs up. */
export type Twist = (method: string, path: string, forge: FakeForge) => Answer | "hang" | "drop" | undefined;

export const me = 7;
export const token = "0123456789abcdef0123456789abcdef01234567";
const commit = "8f51ad7884c5eb69c11d260a31da7a745e6b78e2";

const apis: Record<ForgeName, string> = {
  github: "/api/v3/",
  forgejo: "/api/v1/",
  gitea: "/api/v1/",
  gogs: "/api/v1/",
  gitlab: "/api/v4/",
};

/** As much of each forge as is talked to, by the forge's own documentation: a repository with one pull request, number 5. */
export class FakeForge {
  comments: Kept[] = [];
  requests: string[] = [];
  /** Every header that was ever sent here. */
  headers: string[] = [];
  twist: Twist = () => undefined;
  private lastId = 100;
  private readonly server = createServer((request, response) => void this.serve(request, response));

  constructor(readonly name: ForgeName) {}

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Puts a comment under the pull request. */
  add(body: string, author = me): Kept {
    const comment = { id: ++this.lastId, author, body };
    this.comments.push(comment);
    return comment;
  }

  /** Requests that would change something. */
  get writes(): string[] {
    return this.requests.filter((request) => !request.startsWith("GET") && !request.includes("graphql"));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "" } = request;
    const path = url.startsWith(apis[this.name]) ? url.slice(apis[this.name].length) : url;
    this.requests.push(`${method} ${path}`);
    this.headers.push(request.rawHeaders.join(" "));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const twisted = this.twist(method, path, this);
    if (twisted === "hang") return;
    if (twisted === "drop") return void request.socket.destroy();
    const { authorization, "private-token": gitlabToken } = request.headers;
    const known = [`Bearer ${token}`, `token ${token}`].includes(authorization ?? "") || gitlabToken === token;
    const text = Buffer.concat(chunks).toString();
    const { status, body, headers } = twisted ?? (known ? this.answer(method, path, text) : { status: 401 });
    response.writeHead(status, headers);
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  }

  private answer(method: string, path: string, text: string): Answer {
    const { body } = (text ? JSON.parse(text) : {}) as { body?: string };
    const [place = "", query = ""] = path.split("?");
    if (method === "GET" && place === "user") return { status: 200, body: { id: me } };
    if (this.name === "gitlab") return this.gitlab(method, place, new URLSearchParams(query), body);
    const comments = "repos/example/app/issues/5/comments";
    if (place === "repos/example/app/pulls")
      return { status: 200, body: query.includes("page=1") ? [{ id: 1, number: 5, head: { sha: commit } }] : [] };
    if (method === "GET" && place === comments) return this.page(new URLSearchParams(query));
    if (method === "POST" && place === comments && body) return { status: 201, body: this.shown(this.add(body)) };
    const id = Number(place.split("/").at(-1));
    const short = this.name !== "gogs" && place === `repos/example/app/issues/comments/${id}`;
    const ours = short || (this.name === "gogs" && place === `${comments}/${id}`);
    return ours ? this.change(method, id, "PATCH", body) : { status: 404, body: { message: "Not Found" } };
  }

  private gitlab(method: string, place: string, query: URLSearchParams, body?: string): Answer {
    const notes = "projects/example%2Fapp/merge_requests/5/notes";
    if (place === `projects/example%2Fapp/repository/commits/${commit}/merge_requests`)
      return { status: 200, body: [{ id: 99, iid: 5 }] };
    if (method === "GET" && place === notes) return this.page(query);
    if (method === "POST" && place === notes && body) return { status: 201, body: this.shown(this.add(body)) };
    const id = Number(place.split("/").at(-1));
    return place === `${notes}/${id}` ? this.change(method, id, "PUT", body) : { status: 404 };
  }

  private change(method: string, id: number, edit: string, body?: string): Answer {
    const comment = this.comments.find((one) => one.id === id);
    if (comment === undefined) return { status: 404, body: { message: "Not Found" } };
    if (comment.author !== me) return { status: 403, body: { message: "not yours" } };
    if (method === edit && body) {
      comment.body = body;
      return { status: 200, body: this.shown(comment) };
    }
    if (method !== "DELETE") return { status: 404 };
    this.comments.splice(this.comments.indexOf(comment), 1);
    return { status: 204 };
  }

  private page(query: URLSearchParams): Answer {
    const all = this.comments.map((comment) => this.shown(comment));
    if (this.name === "gogs") return { status: 200, body: all };
    const size = Math.min(Number(query.get("per_page") ?? query.get("limit") ?? 30), this.name === "gitea" ? 20 : 100);
    const page = Number(query.get("page") ?? 1);
    const more = all.length > page * size;
    const headers: Record<string, string> = {};
    if (this.name === "github" && more) headers.link = `<${this.url}/next>; rel="next"`;
    if (this.name === "gitlab") headers["x-next-page"] = more ? String(page + 1) : "";
    return { status: 200, body: all.slice((page - 1) * size, page * size), headers };
  }

  private shown({ id, author, body }: Kept): object {
    return this.name === "gitlab" ? { id, author: { id: author }, body } : { id, user: { id: author }, body };
  }
}
