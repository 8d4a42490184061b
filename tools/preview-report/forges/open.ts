import { Failure, Status } from "../failure";
import { Http, type HttpOptions } from "../http";
import { forgeNames, type Detected, type ForgeName } from "./detect";
import type { FindPullRequest, Forge, Place } from "./forge";
import { gitea, giteaFinder } from "./gitea";
import { github, githubFinder } from "./github";
import { gitlab, gitlabFinder } from "./gitlab";
import { gogs } from "./gogs";

type Environment = Record<string, string | undefined>;

/** Where tokens are found, by forge; the first that is set counts. */
export const tokenVariables: Record<ForgeName, string[]> = {
  github: ["PREVIEW_REPORT_TOKEN", "GITHUB_TOKEN"],
  forgejo: ["PREVIEW_REPORT_TOKEN", "FORGEJO_TOKEN"],
  gitea: ["PREVIEW_REPORT_TOKEN", "GITEA_TOKEN"],
  gogs: ["PREVIEW_REPORT_TOKEN", "GOGS_TOKEN"],
  gitlab: ["PREVIEW_REPORT_TOKEN", "GITLAB_TOKEN"],
};

/** Every variable that may hold a secret of ours: nothing that is started gets to see it, and nothing that is printed. */
export const secretVariables = [...new Set(Object.values(tokenVariables).flat()), "PREVIEW_REPORT_SEAL"];

/** How a forge is reached, besides what says which one. */
export interface Reaching {
  env: Environment;
  /** Lets the token travel unencrypted. */
  allowHttp?: boolean;
  http?: Pick<HttpOptions, "timeout" | "pause" | "patience">;
}

/** A forge, and which of its pull requests. */
export interface Opened {
  forge: Forge;
  place: Place;
}

/** Reaches a forge, from what the CI said and what was given in its place; finds the pull request by its commit if it isn't known. */
export async function openForge(given: Detected, reaching: Reaching): Promise<Opened> {
  const { forge: name, pullRequest, commit } = given;
  if (name === undefined) throw missing("which forge", `--forge (${forgeNames.join(", ")})`);
  const url = checkedUrl(given.url ?? defaults[name], reaching.allowHttp === true);
  const repository = checkedRepository(given.repository, name);
  const token = tokenOf(name, reaching.env);
  const http = new Http({ ...reaching.http, url: apiOf(name, url), headers: authorization(name, token) });
  const number = pullRequest ?? (await found(finder(name, http, repository), commit, repository));
  const place = { url, repository, pullRequest: number };
  return { place, forge: make(name, http, place, url) };
}

const defaults: Partial<Record<ForgeName, string>> = { github: "https://github.com", gitlab: "https://gitlab.com" };

function make(name: ForgeName, http: Http, place: Place, url: string): Forge {
  if (name === "github") return github(http, place, graphqlOf(url));
  if (name === "gitlab") return gitlab(http, place);
  return name === "gogs" ? gogs(http, place) : gitea(http, place);
}

function finder(name: ForgeName, http: Http, repository: string): FindPullRequest | undefined {
  if (name === "github") return githubFinder(http, repository);
  if (name === "gitlab") return gitlabFinder(http, repository);
  return name === "gogs" ? undefined : giteaFinder(http, repository);
}

async function found(
  find: FindPullRequest | undefined,
  commit: string | undefined,
  repository: string,
): Promise<number> {
  // Gogs' API can't be asked for pull requests.
  if (find === undefined || commit === undefined) throw missing("which pull request", "--pull-request NUMBER");
  if (!/^[0-9a-f]{40,64}$/.test(commit)) throw wrong("commit", "a whole hash", commit);
  const number = await find(commit);
  if (number === undefined)
    throw new Failure(Status.denied, `${repository} has no pull request of the commit ${commit}`);
  return number;
}

function apiOf(name: ForgeName, url: string): string {
  if (name === "github") return url === "https://github.com" ? "https://api.github.com" : `${url}/api/v3`;
  return name === "gitlab" ? `${url}/api/v4` : `${url}/api/v1`;
}

function graphqlOf(url: string): string {
  return url === "https://github.com" ? "https://api.github.com/graphql" : `${url}/api/graphql`;
}

function authorization(name: ForgeName, token: string): Record<string, string> {
  if (name === "github") return { authorization: `Bearer ${token}`, "x-github-api-version": "2022-11-28" };
  return name === "gitlab" ? { "private-token": token } : { authorization: `token ${token}` };
}

function tokenOf(name: ForgeName, env: Environment): string {
  const variables = tokenVariables[name];
  const variable = variables.find((one) => env[one] !== undefined && env[one] !== "");
  if (variable === undefined) {
    const names = variables.join(" or ");
    throw new Failure(
      Status.usage,
      `no token for ${name}: set ${names} (are secrets given to builds of pull requests?)`,
    );
  }
  const token = env[variable]!.trim();
  if (!/^[\x21-\x7e]+$/.test(token)) throw new Failure(Status.usage, `${variable} holds characters that no token has`);
  return token;
}

function checkedUrl(url: string | undefined, allowHttp: boolean): string {
  if (url === undefined) throw missing("where the forge is", "--url https://…");
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const plain =
    parsed && parsed.username === "" && parsed.password === "" && parsed.search === "" && parsed.hash === "";
  // What is wrong may be a password in it.
  if (!plain || !["https:", "http:"].includes(parsed.protocol))
    throw new Failure(
      Status.usage,
      "url: expected an address like https://code.example.org, without name, password or query",
    );
  const loopback = ["localhost", "127.0.0.1", "[::1]"].includes(parsed.hostname);
  if (parsed.protocol === "http:" && !loopback && !allowHttp) {
    const advice = "use https, or give --allow-http on a network of your own";
    throw new Failure(Status.usage, `url: ${parsed.origin} would send the token unencrypted; ${advice}`);
  }
  return url.replace(/\/+$/, "");
}

function checkedRepository(repository: string | undefined, name: ForgeName): string {
  if (repository === undefined) throw missing("which repository", "--repository OWNER/NAME");
  const parts = repository.split("/");
  const odd = parts.some((part) => !/^[\w.-]+$/.test(part) || part === "." || part === "..");
  if (odd || parts.length < 2 || (parts.length > 2 && name !== "gitlab"))
    throw wrong("repository", "OWNER/NAME", repository);
  return repository;
}

function missing(what: string, option: string): Failure {
  return new Failure(Status.usage, `${what} isn't known from this environment: give ${option}`);
}

function wrong(name: string, expected: string, got: string): Failure {
  return new Failure(Status.usage, `${name}: expected ${expected}, got ${JSON.stringify(got)}`);
}
