import { readFileSync } from "node:fs";
import { Failure, Status } from "../failure";
import type { Order } from "./envelope";

/** The forges whose comments we keep. */
export const forgeNames = ["github", "forgejo", "gitea", "gogs", "gitlab"] as const;

/** Name of a forge's software. */
export type ForgeName = (typeof forgeNames)[number];

/** What a CI says about the pull request it builds; nothing of it is sure to be there. */
export interface Detected {
  forge?: ForgeName;
  /** Address of the forge, without a slash at the end. */
  url?: string;
  /** `owner/name`, of the repository that the pull request is for. */
  repository?: string;
  pullRequest?: number;
  order?: Order;
  commit?: string;
}

type Environment = Record<string, string | undefined>;

/** Reads what the CI says, by the variables of Woodpecker, Drone, Forgejo and Gitea Actions, GitHub Actions, and GitLab CI. */
export function detect(env: Environment, read = (file: string) => readFileSync(file, "utf8")): Detected {
  // Woodpecker gives its plug-ins some of Drone's names as well, so its own decide.
  if (env.CI === "woodpecker" || env.CI_SYSTEM_NAME === "woodpecker") return woodpecker(env);
  if (env.DRONE === "true") return drone(env);
  // Forgejo and Gitea also say that they are GitHub.
  if (env.GITHUB_ACTIONS === "true" || env.FORGEJO_ACTIONS === "true" || env.GITEA_ACTIONS === "true")
    return actions(env, read);
  if (env.GITLAB_CI === "true") return gitlab(env);
  return {};
}

function woodpecker(env: Environment): Detected {
  return {
    forge: known(env.CI_FORGE_TYPE) ?? byAddress(env.CI_FORGE_URL),
    url: trimmed(env.CI_FORGE_URL),
    repository: env.CI_REPO,
    pullRequest: number(env.CI_COMMIT_PULL_REQUEST),
    order: order(env.CI_PIPELINE_NUMBER),
    commit: env.CI_COMMIT_SHA,
  };
}

function drone(env: Environment): Detected {
  const repository = env.DRONE_REPO;
  // Drone doesn't name its forge; the address of the repository ends in the repository's name.
  const link = trimmed(env.DRONE_REPO_LINK ?? env.DRONE_GIT_HTTP_URL?.replace(/\.git$/, ""));
  const url = repository && link?.endsWith(`/${repository}`) ? link.slice(0, -repository.length - 1) : undefined;
  return {
    // What Gogs understands, Gitea and Forgejo understand too.
    forge: byAddress(url) ?? "gogs",
    url,
    repository,
    pullRequest: number(env.DRONE_PULL_REQUEST),
    order: order(env.DRONE_BUILD_NUMBER),
    commit: env.DRONE_COMMIT_SHA,
  };
}

function actions(env: Environment, read: (file: string) => string): Detected {
  const forge = env.FORGEJO_ACTIONS === "true" ? "forgejo" : env.GITEA_ACTIONS === "true" ? "gitea" : "github";
  const [, ofRef] = /^refs\/pull\/(\d+)\//.exec(env.GITHUB_REF ?? "") ?? [];
  const event = env.GITHUB_EVENT_PATH === undefined ? {} : parsed(() => read(env.GITHUB_EVENT_PATH!));
  return {
    forge,
    url: trimmed(env.GITHUB_SERVER_URL),
    repository: env.GITHUB_REPOSITORY,
    pullRequest: event.pull_request?.number ?? number(ofRef),
    order: order(env.GITHUB_RUN_NUMBER, env.GITHUB_RUN_ATTEMPT),
    commit: event.pull_request?.head?.sha ?? env.GITHUB_SHA,
  };
}

function gitlab(env: Environment): Detected {
  return {
    forge: "gitlab",
    url: trimmed(env.CI_SERVER_URL),
    // A fork's pipeline runs in the fork; the merge request is where it is to be merged.
    repository: env.CI_MERGE_REQUEST_PROJECT_PATH ?? env.CI_PROJECT_PATH,
    pullRequest: number(env.CI_MERGE_REQUEST_IID),
    order: order(env.CI_PIPELINE_IID),
    commit: env.CI_COMMIT_SHA,
  };
}

function known(name: string | undefined): ForgeName | undefined {
  return forgeNames.find((one) => one === name);
}

function byAddress(url: string | undefined): ForgeName | undefined {
  const host = url !== undefined && URL.canParse(url) ? new URL(url).hostname : "";
  if (host === "github.com") return "github";
  if (host === "codeberg.org") return "forgejo";
  return host === "gitlab.com" ? "gitlab" : undefined;
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

/** Which run it is, out of what the CI counts. */
export function order(run: string | undefined, attempt = "1"): Order | undefined {
  const counted = number(run);
  return counted === undefined ? undefined : { run: counted, attempt: number(attempt) ?? 1 };
}

function trimmed(url: string | undefined): string | undefined {
  return url === undefined || url === "" ? undefined : url.replace(/\/+$/, "");
}

function parsed(read: () => string): { pull_request?: { number?: number; head?: { sha?: string } } } {
  try {
    return JSON.parse(read()) as object;
  } catch (error) {
    throw new Failure(Status.usage, `the event of this run can't be read: ${(error as Error).message}`);
  }
}
