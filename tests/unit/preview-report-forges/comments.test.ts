import { forgeNames, type ForgeName } from "../../../tools/preview-report/forges/detect";
import { FakeForge, me, token } from "./fake-forge";
import { at, comment, preview, quiet, tell } from "./told";

const key = "<!-- preview-report example/prod -->\n";
let forge: FakeForge;

afterEach(() => forge.close());

async function opened(name: ForgeName = "gitea"): Promise<FakeForge> {
  forge = await new FakeForge(name).open();
  return forge;
}

describe.each(forgeNames)("%s", (name) => {
  test("one comment is posted, written anew at the next change, and left alone without one", async () => {
    await opened(name);
    const first = await comment(forge, preview("echo one\n"));
    expect(first).toMatchObject({ status: 0, said: expect.stringContaining("comment posted") });
    expect(forge.comments).toHaveLength(1);
    const { id, body } = forge.comments[0]!;
    expect(body.startsWith(key)).toBe(true);
    expect(body).toMatch(/\n<!-- digest [0-9a-f]{64} -->\n$/);

    expect((await comment(forge, preview("echo two\n"))).said).toContain("comment updated");
    expect(forge.comments).toMatchObject([{ id, body: expect.not.stringContaining("echo one") }]);

    const before = forge.writes.length;
    expect((await comment(forge, preview("echo two\n"))).said).toContain("comment unchanged");
    expect(forge.writes).toHaveLength(before);
  });

  test("it is found behind hundreds of others, and nobody else's is adopted", async () => {
    await opened(name);
    for (let i = 0; i < 130; i++) forge.add("words", 8);
    const forged = forge.add(`${key}forged`, 9);
    const quoted = forge.add(`I read this:\n${key}`);
    const ours = forge.add(`${key}old`);
    for (let i = 0; i < 130; i++) forge.add("more words", 8);
    expect(await comment(forge)).toMatchObject({ status: 0 });
    expect(forge.writes).toHaveLength(1);
    expect(forged.body).toBe(`${key}forged`);
    expect(quoted.body).toBe(`I read this:\n${key}`);
    expect(ours.body).not.toContain("old");
  });

  test("a comment is never longer than the forge takes", async () => {
    await opened(name);
    const text = Array.from({ length: 1200 }, (_, line) => `echo ${line} ${"門".repeat(300)}`).join("\n");
    expect(await comment(forge, preview(text))).toMatchObject({ status: 0 });
    const most = { github: 65_536, forgejo: 200_000, gitea: 200_000, gogs: 65_535, gitlab: 1_000_000 };
    expect(Buffer.byteLength(forge.comments[0]!.body)).toBeLessThanOrEqual(most[name]);
  });

  test("the pull request is found by its commit, where the forge can tell", async () => {
    await opened(name);
    const commit = ["--commit", "8f51ad7884c5eb69c11d260a31da7a745e6b78e2"];
    const told = await tell([...at(forge).slice(0, -2), ...commit], { PREVIEW_REPORT_TOKEN: token }, quiet);
    if (name === "gogs") expect(told).toMatchObject({ status: 2, said: expect.stringContaining("--pull-request") });
    else expect(forge.comments).toHaveLength(1);
  });
});

test("a token of a workflow at GitHub finds its own comments too", async () => {
  await opened("github");
  forge.twist = (method, path) => {
    if (path === "user") return { status: 403, body: { message: "Resource not accessible by integration" } };
    const viewer = { data: { viewer: { databaseId: me } } };
    return path === "/api/graphql" && method === "POST" ? { status: 200, body: viewer } : undefined;
  };
  expect((await comment(forge)).said).toContain("posted");
  expect((await comment(forge, quiet)).said).toContain("updated");
  expect(forge.comments).toHaveLength(1);
});

describe("runs at the same time", () => {
  test.each([
    [12, 13],
    [13, 12],
  ])("another's comment that comes in between is folded (%d then %d)", async (theirs, mine) => {
    await opened();
    const other = `${key}other\n\n<!-- run ${theirs}.1 -->`;
    forge.twist = (method) => {
      if (method === "POST" && forge.comments.length === 0) forge.add(other);
      return undefined;
    };
    await comment(forge, preview("echo mine\n"), "--order", String(mine));
    expect(forge.comments).toMatchObject([{ id: 101 }]);
    expect(forge.comments[0]!.body).toContain(`<!-- run 13.1 -->`);
    expect(forge.comments[0]!.body.includes("other")).toBe(theirs > mine);
  });

  test("six at once leave one comment, of the newest", async () => {
    await opened();
    const runs = [5, 1, 6, 3, 2, 4];
    const all = await Promise.all(runs.map((run) => comment(forge, preview(`echo ${run}\n`), "--order", `${run}`)));
    expect(all.map(({ status }) => status)).toEqual(runs.map(() => 0));
    expect(forge.comments).toHaveLength(1);
    expect(forge.comments[0]!.body).toContain("<!-- run 6.1 -->");
  });

  test("six at once that don't know which is newer leave one comment too", async () => {
    await opened();
    await Promise.all([1, 2, 3, 4, 5, 6].map((run) => comment(forge, preview(`echo ${run}\n`))));
    expect(forge.comments).toHaveLength(1);
  });

  test("an older run leaves what a newer one wrote; one that is tried again doesn't", async () => {
    await opened();
    await comment(forge, preview("echo new\n"), "--order", "13");
    const { body } = forge.comments[0]!;
    expect((await comment(forge, preview("echo old\n"), "--order", "12")).said).toContain("left to a newer run");
    expect(forge.comments).toMatchObject([{ body }]);
    await comment(forge, preview("echo again\n"), "--order", "13.2");
    expect(forge.comments[0]!.body).toContain("<!-- run 13.2 -->");
  });

  test("what a forge stores without saying so isn't posted twice", async () => {
    await opened();
    let lost = false;
    forge.twist = (method, _path, server) => {
      if (method !== "POST" || lost) return undefined;
      lost = true;
      server.add(`${key}half`);
      return "drop";
    };
    expect(await comment(forge)).toMatchObject({ status: 0 });
    expect(forge.comments).toHaveLength(1);
    expect(forge.comments[0]!.body).not.toContain("half");
  });

  test("a comment that somebody removes meanwhile is posted anew", async () => {
    await opened();
    forge.add(`${key}old`);
    forge.twist = (method, _path, { comments }) => {
      if (method === "PATCH") comments.length = 0;
      return undefined;
    };
    expect(await comment(forge)).toMatchObject({ status: 0 });
    expect(forge.comments).toHaveLength(1);
  });
});

test("each stack has its own comment, and so has what leads from base to head", async () => {
  await opened();
  await comment(forge);
  await comment(forge, preview("x").replaceAll(":prod::", ":test::"));
  await comment(forge, quiet, "--key", "example/prod between");
  expect(forge.comments.map(({ body }) => body.split("\n")[0])).toEqual([
    "<!-- preview-report example/prod -->",
    "<!-- preview-report example/test -->",
    "<!-- preview-report example/prod between -->",
  ]);
});

test("a forge that restarts is waited for", async () => {
  await opened();
  let times = 2;
  forge.twist = () => (times-- > 0 ? { status: 502, body: "Bad Gateway" } : undefined);
  expect(await comment(forge)).toMatchObject({ status: 0 });
  expect(forge.comments).toHaveLength(1);
});
