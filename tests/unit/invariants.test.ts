import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as components from "../../components/index";
import { inferSchema } from "../../scripts/schema";
import { makeComponent, secrets } from "./components";
import { shellcheck } from "./golden";
import { commands, pretendEngine, type Registered, settled } from "./harness";

// The schema is read off the sources with it.
jest.unmock("@pulumi/pulumi/typescript-shim");

const directory = join(__dirname, "../../components");
const classes = Object.keys(components).filter(
  (name) => typeof (components as Record<string, unknown>)[name] === "function",
);

/** Makes one component and returns everything it asked for. */
async function made(name: string, preview = false): Promise<Registered[]> {
  const seen = pretendEngine({ preview });
  makeComponent[name]!("thing");
  await settled();
  return seen;
}

test("every component is held to the rules", () => {
  expect(Object.keys(makeComponent).sort()).toEqual(classes.sort());
});

describe.each(classes)("%s", (name) => {
  test("names its children after itself", async () => {
    const children = (await made(name)).filter((resource) => resource.name !== "thing");
    expect(children.length).toBeGreaterThan(0);
    for (const child of children) expect(child.name).toMatch(/^thing-[a-z0-9-]+$/);
  });

  test("has a type token of its own name", async () => {
    expect((await made(name))[0]!.type).toBe(`open-infrastructure:index:${name}`);
  });

  test("runs commands pinned, without deletion, and again on a new machine only", async () => {
    for (const { type, inputs } of await made(name)) {
      if (type !== "command:remote:Command") continue;
      expect((inputs.connection as { hostKey: string }).hostKey).toMatch(/^ssh-ed25519 |^ecdsa/);
      expect(inputs).toMatchObject({ addPreviousOutputInEnv: false, logging: "none" });
      // What holds a volume lets go of it; everything else stays, whatever becomes of its resource.
      if (inputs.triggers?.toString() !== "held") expect(inputs).not.toHaveProperty("delete");
      expect(inputs).not.toHaveProperty("environment");
      expect(inputs.triggers).toHaveLength(1);
    }
  });

  test("shows no secret in a script and marks those on standard input", async () => {
    for (const { type, inputs, secret } of await made(name)) {
      if (type !== "command:remote:Command") continue;
      expect(secret).not.toContain("create");
      for (const text of secrets) expect(inputs.create).not.toContain(text);
      if (inputs.stdin !== undefined) expect(secret).toContain("stdin");
    }
  });

  test("shows its scripts at the first preview, before there is a machine", async () => {
    const commandsSeen = Object.entries(commands(await made(name, true)));
    for (const [, script] of commandsSeen) expect(script).toContain("begin thing-");
  });

  test("writes scripts that shellcheck has nothing against", async () => {
    for (const { inputs } of await made(name)) {
      for (const script of [inputs.create, inputs.delete].filter((text) => typeof text === "string")) {
        shellcheck(script);
        shellcheck(inner(script));
      }
    }
  });
});

/** The script that runs on the machine, out of its envelope. */
function inner(script: string): string {
  const [, end, body] = / <<'(STEP_*)'\n([\s\S]*?)\n\1\n/.exec(script) ?? [];
  expect(end).toBeDefined();
  return `#!/bin/sh\n${body}\n`;
}

const reviewed = readFileSync(join(directory, "schema.json"), "utf8");

test("the schema is the one that was reviewed", () => expect(inferSchema()).toBe(reviewed));

describe("whoever uses the components as a package is told in plain prose", () => {
  interface Described {
    description?: string;
  }
  interface Shape extends Described {
    inputProperties?: Record<string, Described>;
    properties?: Record<string, Described>;
    enum?: (Described & { name: string })[];
  }
  const schema = JSON.parse(reviewed) as Record<"resources" | "types", Record<string, Shape>>;
  const named = (of: string, described: Record<string, Described> = {}) =>
    Object.entries(described).map(([name, { description }]) => [`${of}.${name}`, description] as const);

  test("what every component is, what every input and output, every field and value", () => {
    const all = [
      ...named("resources", schema.resources),
      ...Object.entries({ ...schema.resources, ...schema.types }).flatMap(([token, shape]) => [
        ...named(`${token} as input`, shape.inputProperties),
        ...named(token, shape.properties),
        ...(shape.enum ?? []).map(({ name, description }) => [`${token}.${name}`, description] as const),
      ]),
    ];
    const undescribed = all.filter(([, description]) => !description?.endsWith(".") || description.includes("[object"));
    expect(undescribed).toEqual([]);
    expect(all.length).toBeGreaterThan(Object.keys(schema.types).length);
  });

  // The schema has no place for it, the editor shows it.
  test("what every type is", () => {
    const sources = readdirSync(directory, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !/^(dist|node_modules)\b/.test(name))
      .map((name) => readFileSync(join(directory, name), "utf8"))
      .join("\n");
    const described = [...sources.matchAll(/\.(?: |\n )\*\/\nexport (?:interface|const) (\w+)/g)].map(
      ([, name]) => name,
    );
    const types = Object.keys(schema.types).map((token) => token.split(":").pop());
    expect(types.filter((name) => !described.includes(name))).toEqual([]);
  });
});
