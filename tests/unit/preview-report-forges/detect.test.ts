import { detect } from "../../../tools/preview-report/forges/detect";

const commit = "8f51ad7884c5eb69c11d260a31da7a745e6b78e2";

test("Woodpecker", () => {
  const env = {
    ...{ CI: "woodpecker", CI_FORGE_TYPE: "forgejo", CI_FORGE_URL: "https://code.example.org/" },
    ...{ CI_REPO: "example/app", CI_COMMIT_PULL_REQUEST: "5", CI_PIPELINE_NUMBER: "12", CI_COMMIT_SHA: commit },
    // It adds names of Drone's.
    ...{ DRONE: "true", DRONE_REPO: "example/other", DRONE_PULL_REQUEST: "6" },
  };
  expect(detect(env)).toEqual({
    forge: "forgejo",
    url: "https://code.example.org",
    repository: "example/app",
    pullRequest: 5,
    order: { run: 12, attempt: 1 },
    commit,
  });
});

test("Woodpecker, a push", () => {
  expect(detect({ CI: "woodpecker", CI_COMMIT_PULL_REQUEST: "" }).pullRequest).toBeUndefined();
});

test.each([
  ["https://code.example.org/example/app", "gogs", "https://code.example.org"],
  ["https://example.org/code/example/app", "gogs", "https://example.org/code"],
  ["https://github.com/example/app", "github", "https://github.com"],
  ["https://codeberg.org/example/app", "forgejo", "https://codeberg.org"],
])("Drone: %s", (link, forge, url) => {
  const env = { DRONE: "true", DRONE_REPO: "example/app", DRONE_REPO_LINK: link, DRONE_PULL_REQUEST: "5" };
  const build = { DRONE_BUILD_NUMBER: "12", DRONE_COMMIT_SHA: commit };
  const expected = { forge, url, repository: "example/app", pullRequest: 5, order: { run: 12, attempt: 1 }, commit };
  expect(detect({ ...env, ...build })).toEqual(expected);
});

test.each([
  ["github", {}],
  ["forgejo", { FORGEJO_ACTIONS: "true", GITEA_ACTIONS: "true" }],
  ["gitea", { GITEA_ACTIONS: "true" }],
] as const)("the actions of %s", (forge, more) => {
  const env = {
    ...{ GITHUB_ACTIONS: "true", GITHUB_SERVER_URL: "https://code.example.org", GITHUB_REPOSITORY: "example/app" },
    ...{ GITHUB_RUN_NUMBER: "12", GITHUB_RUN_ATTEMPT: "2", GITHUB_REF: "refs/pull/5/merge", GITHUB_SHA: commit },
  };
  const where = { forge, url: "https://code.example.org", repository: "example/app", order: { run: 12, attempt: 2 } };
  expect(detect({ ...env, ...more })).toEqual({ ...where, pullRequest: 5, commit });
  const head = "0".repeat(40);
  const event = { pull_request: { number: 6, head: { sha: head } } };
  const onTarget = { ...env, ...more, GITHUB_REF: "refs/heads/main", GITHUB_EVENT_PATH: "/event" };
  expect(detect(onTarget, () => JSON.stringify(event))).toEqual({ ...where, pullRequest: 6, commit: head });
  expect(() => detect(onTarget, () => "{")).toThrow("the event of this run can't be read");
});

test("GitLab CI, in a fork", () => {
  const env = {
    ...{ GITLAB_CI: "true", CI_SERVER_URL: "https://gitlab.com", CI_PROJECT_PATH: "somebody/app" },
    ...{ CI_MERGE_REQUEST_PROJECT_PATH: "group/sub/app", CI_MERGE_REQUEST_IID: "5", CI_PIPELINE_IID: "12" },
  };
  expect(detect({ ...env, CI_COMMIT_SHA: commit })).toEqual({
    forge: "gitlab",
    url: "https://gitlab.com",
    repository: "group/sub/app",
    pullRequest: 5,
    order: { run: 12, attempt: 1 },
    commit,
  });
});

test("nothing of the kind", () => {
  expect(detect({ CI: "true", HOME: "/root" })).toEqual({});
});
