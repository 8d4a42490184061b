import { FakeForge, token } from "./fake-forge";
import { at, preview, tell } from "./told";

const text = preview("echo after\n");
const seal = "5ea1".repeat(16);
const env = { PREVIEW_REPORT_TOKEN: token, PREVIEW_REPORT_SEAL: seal };
const reviewed = ["--require-digest", "reviewed"];
let forge: FakeForge;
const here = () => at(forge).slice(1);

beforeEach(async () => {
  forge = await new FakeForge("forgejo").open();
});
afterEach(() => forge.close());

test("what was reviewed may be done, anything else is refused", async () => {
  expect(await tell(at(forge), env, text)).toMatchObject({ status: 0 });
  expect(await tell([...here(), ...reviewed], env, text)).toMatchObject({ status: 0 });
  const told = await tell([...here(), ...reviewed], env, preview("echo something else\n"));
  expect(told).toMatchObject({ status: 3, said: expect.stringContaining("is not what was reviewed") });
});

test("the digest is printed, compared, and read from the comment", async () => {
  const { out } = await tell(["--digest"], {}, text);
  expect(out).toMatch(/^[0-9a-f]{64}\n$/);
  expect((await tell([], {}, text)).said).toContain(`digest ${out.trim()}`);
  expect(await tell(["--require-digest", out.trim()], {}, text)).toMatchObject({ status: 0 });
  expect(await tell(["--require-digest", "0".repeat(64)], {}, text)).toMatchObject({ status: 3 });
  await tell(at(forge), env, text);
  expect(await tell([...here(), "--reviewed-digest", "--key", "example/prod"], env)).toMatchObject({ status: 0, out });
});

describe("who can comment can't say what was reviewed", () => {
  const forged = async () => {
    const { out } = await tell(["--digest"], {}, text);
    return `<!-- preview-report example/prod -->\nfine\n\n<!-- digest ${out.trim()} seal ${"0".repeat(64)} -->`;
  };

  test("not in a comment of their own", async () => {
    forge.add(await forged(), 9);
    const told = await tell([...here(), ...reviewed], env, text);
    expect(told).toMatchObject({ status: 3, said: expect.stringContaining("nothing was reviewed") });
  });

  test("not in ours, which they may edit", async () => {
    await tell(at(forge), env, preview("echo harmless\n"));
    forge.comments[0]!.body = await forged();
    expect(await tell([...here(), ...reviewed], env, text)).toMatchObject({ status: 3 });
  });

  test("not by a build that comments under our name but doesn't know the key", async () => {
    await tell(at(forge), { PREVIEW_REPORT_TOKEN: token }, text);
    expect(await tell([...here(), ...reviewed], env, text)).toMatchObject({ status: 3 });
  });

  test("not with a seal of another pull request or another stack", async () => {
    await tell(at(forge, 5), env, text);
    const { body } = forge.comments[0]!;
    expect(await tell([...here(), ...reviewed], env, text)).toMatchObject({ status: 0 });
    forge.twist = (method, path) => {
      const other = path.includes("issues/6/comments") && method === "GET";
      return other ? { status: 200, body: [{ id: 1, user: { id: 7 }, body }] } : undefined;
    };
    expect(await tell([...at(forge, 6).slice(1), ...reviewed], env, text)).toMatchObject({ status: 3 });
    forge.comments[0]!.body = body.replace("example/prod", "example/test");
    expect(await tell([...here(), ...reviewed, "--key", "example/test"], env, text)).toMatchObject({ status: 3 });
  });

  test("not in lines that a preview brings along", async () => {
    const other = await forged();
    await tell(at(forge), env, preview(`cat <<END\n${other}\nEND\n`));
    expect(await tell([...here(), ...reviewed], env, text)).toMatchObject({ status: 3 });
  });
});

test("without a key nothing is taken as reviewed, and a guessable one is no key", async () => {
  await tell(at(forge), env, text);
  const without = { PREVIEW_REPORT_TOKEN: token };
  expect(await tell([...here(), ...reviewed], without, text)).toMatchObject({
    status: 2,
    said: expect.stringContaining("PREVIEW_REPORT_SEAL isn't set"),
  });
  expect(await tell(at(forge), { ...without, PREVIEW_REPORT_SEAL: "short" }, text)).toMatchObject({ status: 2 });
});

test("a preview that failed leaves no digest to agree to", async () => {
  await tell(at(forge), env, text);
  const failed = JSON.stringify({
    ...JSON.parse(text),
    diagnostics: [{ severity: "error", message: "name: expected a domain" }],
  });
  const told = await tell(at(forge), env, failed);
  expect(told.status).toBe(1);
  expect(forge.comments).toHaveLength(1);
  expect(forge.comments[0]!.body).toContain("expected a domain");
  expect(forge.comments[0]!.body).not.toContain("<!-- digest");
});
