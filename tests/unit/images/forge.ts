import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A comment as a forge keeps it. */
export interface Comment {
  id: number;
  user: { id: number; login: string };
  body: string;
}

/** What a forge answers; a body that is a string is sent as it is. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Takes the place of an answer; `undefined` lets the forge answer itself, "hang" never answers, "drop" hangs up. */
export type Twist = (method: string, path: string, forge: Forge) => Answer | "hang" | "drop" | undefined;

const bot = { id: 7, login: "ci-bot" };

/** As much of a forge as the plug-in for pull requests talks to: one repository with one pull request. */
export class Forge {
  readonly token = "0123456789abcdef0123456789abcdef01234567";
  comments: Comment[] = [];
  requests: string[] = [];
  twist: Twist = () => undefined;
  private server: Server;
  private lastId = 100;

  constructor() {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Puts a comment under the pull request. */
  add(body: string, user = bot): Comment {
    const comment = { id: ++this.lastId, user, body };
    this.comments.push(comment);
    return comment;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "" } = request;
    const path = url.replace("/api/v1/", "");
    this.requests.push(`${method} ${path}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const twisted = this.twist(method, path, this);
    if (twisted === "hang") return;
    if (twisted === "drop") return void request.socket.destroy();
    const known = request.headers.authorization === `token ${this.token}`;
    const body = Buffer.concat(chunks).toString();
    const { status, body: said, headers } = twisted ?? (known ? this.answer(method, path, body) : { status: 401 });
    response.writeHead(status, headers);
    response.end(typeof said === "string" ? said : JSON.stringify(said));
  }

  private answer(method: string, path: string, text: string): Answer {
    const id = Number(path.split("/").at(-1));
    const comment = this.comments.find((one) => one.id === id);
    const { body } = (text ? JSON.parse(text) : {}) as { body?: string };
    if (method === "GET" && path === "user") return { status: 200, body: bot };
    if (method === "GET" && path === "repos/example/app") return { status: 200, body: { id: 1 } };
    if (method === "GET" && path === "repos/example/app/issues/5") return { status: 200, body: { id: 1 } };
    if (path === "repos/example/app/issues/5/comments") {
      if (method === "GET") return { status: 200, body: this.comments };
      if (method === "POST" && body) return { status: 201, body: this.add(body) };
    }
    if (comment && method === "PATCH" && path === `repos/example/app/issues/comments/${id}` && body) {
      comment.body = body;
      return { status: 200, body: comment };
    }
    if (comment && method === "DELETE" && path === `repos/example/app/issues/5/comments/${id}`) {
      this.comments.splice(this.comments.indexOf(comment), 1);
      return { status: 204 };
    }
    return { status: 404, body: { message: "not found" } };
  }
}
