import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";

// A stand-in for Pulumi's language host for YAML, as a program for Node.js: it registers what a Pulumi.yaml says, with the same types,
// properties and dependencies. It knows resources of packages in folders, `${config}`, `${resource.property}` and outputs.

interface Template {
  name: string;
  packages: Record<string, string>;
  config?: Record<string, { type: string }>;
  resources: Record<string, { type: string; properties?: Record<string, unknown> }>;
  outputs?: Record<string, unknown>;
}

interface Schema {
  resources: Record<string, { isComponent?: boolean; properties?: object; inputProperties?: object }>;
}

const root = pulumi.getRootDirectory();
const template = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as Template;
const config = new pulumi.Config();
const resources: Record<string, pulumi.ComponentResource & Record<string, unknown>> = {};

/** What `${PATH}` stands for. */
function lookUp(path: string): unknown {
  const [name = "", ...properties] = path.split(".");
  if (template.config && name in template.config) return config.require(name);
  const resource = resources[name] ?? make(name);
  return properties.reduce((value: unknown, property) => {
    const known = value === resource ? property in resource : true;
    if (!known) throw new Error(`\${${path}}: ${name} has no property ${property}`);
    return (value as Record<string, unknown>)[property];
  }, resource);
}

function evaluate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(evaluate);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, evaluate(item)]));
  if (typeof value !== "string") return value;
  const whole = /^\$\{([^}]+)\}$/.exec(value);
  if (whole) return lookUp(whole[1]!);
  const parts = value.split(/\$\{([^}]+)\}/).map((part, index) => (index % 2 === 1 ? lookUp(part) : part));
  return parts.every((part) => typeof part === "string") ? parts.join("") : pulumi.concat(...(parts as string[]));
}

/** Registers a resource, and before it whatever it refers to. */
function make(name: string): (typeof resources)[string] {
  const described = template.resources[name];
  if (!described) throw new Error(`there is no resource ${name}`);
  const { type, properties = {} } = described;
  const [packageName = "", ...rest] = type.split(":");
  const token = rest.length === 1 ? `${packageName}:index:${rest[0]}` : type;
  const { resources: known, version } = schema(packageName);
  const found = known[token];
  if (!found?.isComponent) throw new Error(`${type} is no component of ${packageName}`);
  for (const key of Object.keys(properties))
    if (!(key in (found.inputProperties ?? {}))) throw new Error(`${type} has no input ${key}`);
  const outputs = Object.keys(found.properties ?? {}).map((key) => [key, undefined] as const);
  const inputs = evaluate(properties) as Record<string, unknown>;
  const options = { version };
  const made = new pulumi.ComponentResource(token, name, { ...Object.fromEntries(outputs), ...inputs }, options, true);
  return (resources[name] = made as (typeof resources)[string]);
}

function schema(packageName: string): Schema & { version: string } {
  const folder = template.packages[packageName];
  const file = join(resolve(root, folder ?? ""), "schema.json");
  if (folder === undefined || !existsSync(file)) throw new Error(`there is no package ${packageName} in a folder`);
  return JSON.parse(readFileSync(file, "utf8")) as Schema & { version: string };
}

for (const name of Object.keys(template.resources)) if (!resources[name]) make(name);
module.exports = evaluate(template.outputs ?? {});
