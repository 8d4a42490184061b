import { accessSync, constants, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { shellcheck } from "../golden";

const repository = resolve(__dirname, "../../..");
const read = (path: string) => readFileSync(join(repository, path), "utf8");
const inFolder = (folder: string) => readdirSync(join(repository, folder)).map((name) => `${folder}/${name}`);
const scripts = (JSON.parse(read("package.json")) as { scripts: Record<string, string> }).scripts;

/** A step that every CI's pipelines come down to. */
interface Step {
  uses?: string;
  with?: Record<string, unknown>;
  image?: string;
  run?: string;
  commands?: string[];
}

/** What is run together, for certain events, on certain runners. */
interface Pipeline {
  name: string;
  text: string;
  events: string[];
  /** Whether it runs only on the runner that is bound to the repository. */
  bound: boolean;
  steps: Step[];
  images: string[];
  permissions?: Record<string, string>;
}

function workflow(path: string): Pipeline[] {
  const text = read(path);
  const { on, jobs, permissions } = parse(text) as {
    on: object;
    jobs: Record<string, { steps: Step[]; "runs-on": string | string[]; container?: { image: string } }>;
    permissions?: Record<string, string>;
  };
  return Object.values(jobs).map((job) => ({
    name: path,
    text,
    events: Object.keys(on),
    bound: [job["runs-on"]].flat().includes("stack"),
    steps: job.steps,
    images: job.container ? [job.container.image] : [],
    permissions,
  }));
}

function woodpecker(path: string): Pipeline {
  const text = read(path);
  const { when, steps, clone, labels } = parse(text) as {
    when: { event: string }[];
    steps: Step[];
    clone?: Step[];
    labels?: { stack?: string };
  };
  const all = [...(clone ?? []), ...steps];
  const events = when.map(({ event }) => event);
  return { name: path, text, events, bound: labels?.stack === "yes", steps, images: all.map(({ image }) => image!) };
}

function drone(): Pipeline[] {
  return parseAllDocuments(read(".drone.yml")).map((document) => {
    const { name, trigger, node, steps } = document.toJS() as {
      name: string;
      trigger: { event: string[] };
      node?: { stack?: string };
      steps: Step[];
    };
    const text = document.toString();
    const images = steps.map(({ image }) => image!);
    return { name: `.drone.yml ${name}`, text, events: trigger.event, bound: node?.stack === "yes", steps, images };
  });
}

const github = inFolder(".github/workflows").flatMap(workflow);
const forgejo = inFolder(".forgejo/workflows").flatMap(workflow);
const pipelines = [...github, ...forgejo, ...inFolder(".woodpecker").map(woodpecker), ...drone()];
const cases = pipelines.map((pipeline) => [pipeline.name, pipeline] as const);

/** Names of the secrets that a pipeline gets. */
function secretsOf({ text }: Pipeline): string[] {
  const named = [...text.matchAll(/secrets\.(\w+)|from_secret:\s*"?(\w+)|(github\.token)/g)];
  return named.map(([, one, other, token]) => one ?? other ?? token!);
}

const lines = ({ steps }: Pipeline) =>
  steps.flatMap(({ run, commands }) => [...(commands ?? []), ...(run ? [run] : [])]);

test("every CI has the same pipelines", () => {
  for (const ci of [".github/workflows/", ".forgejo/workflows/", ".woodpecker/", ".drone.yml "]) {
    const names = pipelines.filter(({ name }) => name.startsWith(ci)).map(({ name }) => name.slice(ci.length));
    const kinds = names.map((name) => name.replace(/\.ya?ml$/, "")).filter((name) => name !== "preview-comment");
    expect(kinds.sort()).toEqual(["apply", "nightly", "preview", "review", "test"]);
  }
});

describe.each(cases)("%s", (_name, pipeline) => {
  test("a pull request reaches no secret but the token of an account that comments", () => {
    const secrets = secretsOf(pipeline).map((name) => name.toLowerCase());
    const ofPullRequests = pipeline.events.includes("pull_request");
    if (ofPullRequests) expect(secrets.filter((name) => name !== "preview_report_token")).toEqual([]);
    if (ofPullRequests && pipeline.name.startsWith(".github")) expect(secrets).toEqual([]);
    expect(pipeline.events).not.toContain("pull_request_target");
  });

  test("the stack's secrets are on its own runner only", () => {
    const ofTheStack = secretsOf(pipeline).some((name) => /pulumi|seal|stack|aws/i.test(name));
    expect(ofTheStack).toBe(pipeline.bound);
    if (pipeline.bound) expect(pipeline.events).not.toContain("pull_request");
  });

  test("what it is made of is pinned", () => {
    for (const { uses } of pipeline.steps)
      if (uses !== undefined) {
        expect(uses).toMatch(/^(https:\/\/github\.com\/)?actions\/[a-z-]+@[0-9a-f]{40}$/);
        expect(pipeline.text).toMatch(new RegExp(`${uses} # v\\d+\\.\\d+\\.\\d+\n`));
      }
    for (const image of pipeline.images) expect(image).toMatch(/^docker\.io\/[a-z/-]+:\d+\.\d+\.\d+(-[a-z]+)?$/);
  });

  test("a checkout leaves no token behind, and words of strangers get into no script", () => {
    for (const { uses, with: settings } of pipeline.steps)
      if (uses?.includes("checkout")) expect(settings).toMatchObject({ "persist-credentials": false });
    for (const line of lines(pipeline)) expect(line).not.toContain("${{");
  });

  test("its commands are there", () => {
    for (const line of lines(pipeline)) {
      const [, script] = /npm run (?:-s )?([\w:-]+)/.exec(line) ?? [];
      if (script !== undefined) expect(scripts).toHaveProperty([script]);
      const [, file] = /(\.ci\/[\w-]+)/.exec(line) ?? [];
      if (file !== undefined) accessSync(join(repository, file), constants.X_OK);
    }
  });
});

test("GitHub's workflows may do the least", () => {
  const rights = Object.fromEntries(github.map(({ name, permissions }) => [name.split("/").pop(), permissions]));
  expect(rights).toEqual({
    "test.yml": { contents: "read" },
    "preview.yml": { contents: "read" },
    "preview-comment.yml": { contents: "read", actions: "read", "pull-requests": "write" },
    "review.yml": { contents: "read", "pull-requests": "write" },
    "apply.yml": { contents: "read", "pull-requests": "read" },
    "nightly.yml": { contents: "read" },
  });
  for (const { text } of github) expect(text.match(/^ *permissions:/gm)).toHaveLength(1);
});

test("what may comment at GitHub runs the default branch's code only", () => {
  const [comment] = github.filter(({ name }) => name.endsWith("preview-comment.yml"));
  expect(comment!.events).toEqual(["workflow_run"]);
  for (const { uses, with: settings } of comment!.steps)
    if (uses?.includes("checkout")) expect(settings).not.toHaveProperty("ref");
});

test.each(inFolder(".ci"))("shellcheck has nothing against %s", (path) => {
  const text = read(path);
  shellcheck(text);
  for (const [, script] of text.matchAll(/npm run (?:-s )?(?:--silent )?([\w:-]+)/g))
    expect(scripts).toHaveProperty([script!]);
});
