import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { provider } from "../../../rehearsal/providers/command/index";
import { quote } from "../../../rehearsal/providers/command/run";
import { toOpenssh } from "../../../rehearsal/providers/tls/openssh";
import { Secret, Unknown, type PropertyMap } from "../../../rehearsal/providers/value";
import { context, make } from "./context";
import { newKey, startServer, type TestServer } from "./ssh-server";

const TYPE = "command:remote:Command";
const connection = { host: "203.0.113.10" };
const unknown = Unknown.instance;
const RSA_KEY = rsaKey();

function rsaKey(): string {
  return toOpenssh(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" })).publicKey;
}

describe("check", () => {
  it("fills in the connection's defaults and makes it secret", async () => {
    const { inputs, failures } = await provider.check(context(TYPE), undefined, { connection, create: "true" });
    expect(failures).toEqual([]);
    expect(inputs).toEqual({
      create: "true",
      connection: new Secret({ host: "203.0.113.10", user: "root", port: 22, dialErrorLimit: 10, perDialTimeout: 15 }),
    });
  });

  it("leaves an unknown connection unknown", async () => {
    const { inputs } = await provider.check(context(TYPE), undefined, { connection: new Secret(unknown) });
    expect(inputs.connection).toEqual(new Secret(unknown));
  });

  it.each<[string, PropertyMap, string]>([
    ["no connection", { create: "true" }, "Missing required field 'connection' on 'remote.CommandInputs'"],
    ["no host", { connection: { user: "root" } }, "Missing required field 'host' on 'remote.Connection'"],
    ["a field it doesn't know", { connection, script: "x" }, "Unrecognized field 'script' on 'remote.CommandInputs'"],
    [
      "a connection's field it doesn't know",
      { connection: { ...connection, key: "x" } },
      "Unrecognized field 'key' on 'remote.Connection'",
    ],
    [
      "a number for text",
      { connection, create: 1 },
      "Field 'create' on 'remote.CommandInputs' must be a 'string'; got 'number' instead",
    ],
    [
      "a proxy",
      { connection: { ...connection, proxy: { host: "x" } } },
      "a rehearsal reaches every machine directly and knows no proxy",
    ],
  ])("refuses %s", async (_what, args, reason) => {
    const { failures } = await provider.check(context(TYPE), undefined, args);
    expect(failures?.map((failure) => failure.reason)).toEqual([reason]);
  });

  it("names a type that it doesn't know", async () => {
    await expect(provider.check(context("command:local:Command"), undefined, {})).rejects.toThrow(
      "command:local:Command",
    );
  });
});

describe("diff", () => {
  const old: PropertyMap = {
    connection: new Secret(connection),
    create: "a",
    stdin: new Secret("s"),
    environment: { LANG: "C" },
  };
  it.each<[string, PropertyMap, Record<string, string>, string[]]>([
    ["nothing", {}, {}, []],
    ["the command", { create: "b" }, { create: "update" }, []],
    ["the connection", { connection: new Secret({ host: "x" }) }, { connection: "update" }, []],
    ["an unknown connection", { connection: new Secret(unknown) }, { connection: "update" }, []],
    ["the input", { stdin: new Secret("t") }, { stdin: "update" }, []],
    ["the input's secrecy", { stdin: "s" }, { stdin: "update" }, []],
    ["an added command", { update: "u" }, { update: "add" }, []],
    ["a removed input", { stdin: undefined }, { stdin: "delete" }, []],
    ["inside of an object", { environment: { LANG: "C", "a.b": "c" } }, { 'environment["a.b"]': "add" }, []],
    ["triggers where there were none", { triggers: ["1"] }, { triggers: "add-replace" }, ["triggers"]],
  ])("sees a change of %s", async (_what, changes, kinds, replaces) => {
    const result = await provider.diff(context(TYPE), "id", old, {}, { ...old, ...changes }, []);
    const expected = Object.fromEntries(
      Object.entries(kinds).map(([path, kind]) => [path, { kind, inputDiff: false }]),
    );
    expect(result.detailedDiff).toEqual(expected);
    expect(result.replaces).toEqual(replaces);
    expect(result.changes).toBe(Object.keys(kinds).length > 0);
  });

  it.each<[string, PropertyMap["triggers"], Record<string, string>]>([
    // The SDK's replaceOnChanges turns these into replacements.
    ["changed", ["2"], { "triggers[0]": "update" }],
    ["one more", ["1", "2"], { "triggers[1]": "add" }],
    ["unknown", [unknown], { "triggers[0]": "update" }],
    ["emptied", [], { "triggers[0]": "delete" }],
    ["removed", undefined, { triggers: "delete-replace" }],
  ])("sees triggers %s", async (_what, triggers, kinds) => {
    const result = await provider.diff(context(TYPE), "id", { ...old, triggers: ["1"] }, {}, { ...old, triggers }, []);
    const found = Object.entries(result.detailedDiff ?? {}).map(([path, { kind }]) => [path, kind]);
    expect(Object.fromEntries(found)).toEqual(kinds);
  });
});

describe("preview", () => {
  const args = { connection: new Secret(connection), create: "true", stdin: new Secret("s") };
  it("knows the inputs, an id, and no output", async () => {
    const { id, outputs } = await provider.create(context(TYPE, true), args);
    expect(id).toMatch(/^it[0-9a-f]{8}$/);
    expect(outputs).toEqual({ ...args, stdout: unknown, stderr: unknown });
  });

  it("keeps the outputs of an update that changes nothing", async () => {
    const state = { ...args, stdout: "a", stderr: "b" };
    const same = await provider.update(context(TYPE, true), "id", args, state, args);
    expect(same.outputs).toEqual(state);
    const changed = await provider.update(context(TYPE, true), "id", args, state, { ...args, create: "false" });
    expect(changed.outputs).toMatchObject({ stdout: unknown, stderr: unknown });
  });
});

describe("over SSH", () => {
  let server: TestServer;
  let world: string;
  let reach: { [key: string]: string | number };

  beforeEach(async () => {
    server = await startServer();
    const { port, userKey, hostKey } = server;
    reach = { host: "127.0.0.1", port, privateKey: userKey, hostKey, dialErrorLimit: 1 };
    world = mkdtempSync(join(tmpdir(), "world-"));
    process.env.REHEARSAL_WORLD = world;
    Reflect.deleteProperty(process.env, "SSH_AUTH_SOCK");
  });

  afterEach(async () => {
    Reflect.deleteProperty(process.env, "REHEARSAL_WORLD");
    rmSync(world, { recursive: true });
    await server.close();
  });

  it("logs in with the key and keeps what the command printed, without one last line end", async () => {
    const { id, outputs } = await make(provider, TYPE, { connection: reach, create: "echo" });
    expect(id).toMatch(/^it[0-9a-f]{8}$/);
    expect(outputs).toMatchObject({ create: "echo", stdout: "out\n", stderr: "err" });
    expect(outputs.connection).toBeInstanceOf(Secret);
    expect(server.seen).toContain("run echo");
  });

  it("notes one connection per command", async () => {
    await make(provider, TYPE, { connection: reach, create: "echo" });
    await make(provider, TYPE, { connection: reach, create: "echo" });
    const lines = readFileSync(join(world, "ssh-connections.log"), "utf8").trim().split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^\d{4}-\S+ 127\.0\.0\.1 urn:pulumi:test::project::command:remote:Command::it$/);
  });

  it.each([0, 5, 3_000_000])("passes %d bytes of input", async (size) => {
    const stdin = "ä".repeat(size / 2) + "x".repeat(size % 2);
    const { outputs } = await make(provider, TYPE, { connection: reach, create: "hash stdin", stdin });
    expect(outputs.stdout).toBe(createHash("sha256").update(stdin).digest("hex"));
  });

  it("takes much output", async () => {
    const { outputs } = await make(provider, TYPE, { connection: reach, create: "much" });
    expect(outputs.stdout).toHaveLength(3_000_000);
  });

  it.each([
    ["fails", 'exit 3 "x"', /^Process exited with status 3: running "exit 3 \\"x\\"":\n(out\n\nerr\n|err\nout\n\n)$/],
    ["is killed", "killed", /^Process exited with status 137 from signal KILL: running "killed":\n$/],
    ["is cut off", "lost", /^wait: remote command exited without exit status or exit signal: running "lost":\n$/],
  ])("says what happened to a command that %s", async (_how, create, message) => {
    await expect(make(provider, TYPE, { connection: reach, create })).rejects.toThrow(message);
  });

  it("refuses another host key before it logs in", async () => {
    const args = { connection: { ...reach, hostKey: newKey().publicKey }, create: "echo" };
    const message = "after 1 failed attempts: ssh: handshake failed: ssh: host key mismatch";
    await expect(make(provider, TYPE, args)).rejects.toThrow(message);
    expect(server.seen).toEqual(["connected", "connected"]);
  });

  it("takes any host key where none is given", async () => {
    const { hostKey, ...open } = reach;
    expect(hostKey).toBe(server.hostKey);
    await make(provider, TYPE, { connection: open, create: "echo" });
    expect(server.seen).toContain("run echo");
  });

  it.each<[string, Record<string, string | number>, RegExp]>([
    [
      "a key that isn't let in",
      { privateKey: newKey().privateKey },
      /ssh: unable to authenticate, attempted methods \[none publickey\]/,
    ],
    ["a closed port", { port: 1 }, /^after 1 failed attempts: dial tcp 127\.0\.0\.1:1: connect: connection refused$/],
    ["a host key that is none", { hostKey: "ssh-ed25519 nonsense" }, /^failed to parse host key: ssh: no key found$/],
    ["a private key that is none", { privateKey: "nonsense" }, /^ssh: no key found$/],
    [
      "an agent that is not there",
      { agentSocketPath: "/nowhere" },
      /^dial unix \/nowhere: connect: no such file or directory$/,
    ],
    [
      "a host key of another kind",
      { hostKey: RSA_KEY },
      /ssh: no common algorithm for host key; we offered: \[ssh-rsa\]/,
    ],
  ])("explains %s", async (_what, changes, message) => {
    const args = { connection: { ...reach, ...changes }, create: "echo" };
    await expect(make(provider, TYPE, args)).rejects.toThrow(message);
  });

  it("logs in with a password", async () => {
    const { privateKey, ...rest } = reach;
    expect(privateKey).toBe(server.userKey);
    await make(provider, TYPE, { connection: { ...rest, user: "me", password: "sesame" }, create: "echo" });
    expect(server.seen).toContain("auth password me");
  });

  it("waits for a server that comes up", async () => {
    await server.close();
    const late = new Promise<void>((resolve) => setTimeout(() => void startAgain().then(resolve), 300));
    const startAgain = async () => {
      server = await startServer();
    };
    await late;
    const { port, userKey, hostKey } = server;
    await make(provider, TYPE, { connection: { ...reach, port, privateKey: userKey, hostKey }, create: "echo" });
  });

  it("refuses an environment that sshd refuses", async () => {
    const args = { connection: reach, create: "echo", environment: { TOKEN: "x" } };
    await expect(make(provider, TYPE, args)).rejects.toThrow(
      'could not set environment variable "TOKEN": ssh: setenv failed',
    );
    await make(provider, TYPE, { ...args, environment: { LC_ALL: "C" } });
  });

  it("updates with `update`, or else with `create`, and deletes only with `delete`", async () => {
    const made = await make(provider, TYPE, { connection: reach, create: "one" });
    const update = (news: PropertyMap) =>
      provider.update(context(TYPE), made.id, made.inputs, made.outputs, { ...made.inputs, ...news });
    await update({ create: "two" });
    await update({ update: "three" });
    await provider.delete(context(TYPE), made.id, made.inputs, made.outputs);
    await provider.delete(context(TYPE), made.id, made.inputs, { ...made.outputs, delete: "four" });
    expect(server.seen.filter((line) => line.startsWith("run"))).toEqual([
      "run one",
      "run two",
      "run three",
      "run four",
    ]);
  });

  it("needs no machine where there is no command", async () => {
    const made = await make(provider, TYPE, { connection: reach });
    expect(made.outputs).toMatchObject({ stdout: "", stderr: "" });
    expect(server.seen).toEqual([]);
  });
});

it.each([
  ['a "b"\n\t\\', '"a \\"b\\"\\n\\t\\\\"'],
  ["\x1b[0m\x07\x7fä", '"\\x1b[0m\\a\\x7fä"'],
])("quotes %j as Go does", (text, quoted) => expect(quote(text)).toBe(quoted));
