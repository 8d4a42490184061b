import { randomBytes } from "node:crypto";
import type { CheckFailure } from "../provider";
import { Unknown } from "../value";
import type { Framework, Plain, PlainMap, Properties, Property, ResourceType } from "./schema";
import { isObject } from "./values";

/** Validates inputs and fills in what the bridge fills in: names, and with the SDK also defaults, which it lists as `__defaults`. */
export function checkInputs(
  type: ResourceType,
  framework: Framework,
  urnName: string,
  olds: PlainMap,
  news: PlainMap,
): { inputs: PlainMap; failures: CheckFailure[] } {
  const failures: CheckFailure[] = [];
  const named = type.autoName && news.name === undefined ? { name: nameFor(type.autoName, urnName, olds) } : {};
  const report = (path: string, reason: string) =>
    failures.push({ property: "", reason: located(urnName, path, reason) });
  const inputs = checkObject("", type.properties, { ...named, ...news }, framework, report);
  if ("name" in named && framework === "sdk") inputs.__defaults = [...(inputs.__defaults as string[]), "name"].sort();
  return { inputs, failures };
}

type Report = (path: string, reason: string) => void;

/** The bridge keeps a name it made up for as long as the resource lives. */
function nameFor(autoName: NonNullable<ResourceType["autoName"]>, urnName: string, olds: PlainMap): Plain {
  const defaults = olds.__defaults;
  if (Array.isArray(defaults) && defaults.includes("name") && olds.name !== undefined) return olds.name;
  return autoName(urnName, randomBytes(4).toString("hex").slice(0, 7));
}

function located(urnName: string, path: string, reason: string): string {
  return reason.startsWith("Missing required property") ? reason : `${reason}. Examine values at '${urnName}.${path}'.`;
}

function checkObject(
  path: string,
  properties: Properties,
  values: PlainMap,
  framework: Framework,
  report: Report,
): PlainMap {
  const checked: PlainMap = {};
  const defaults: string[] = [];
  for (const [key, value] of Object.entries(values)) {
    if (key.startsWith("__")) continue;
    const property = properties[key];
    if (!property || (property.computed && !property.input)) {
      report(join(path, key), `Invalid or unknown key`);
    } else if (value !== undefined && value !== null) {
      checked[key] = checkValue(join(path, key), property, value, framework, report);
    }
  }
  for (const [key, property] of Object.entries(properties)) {
    if (checked[key] !== undefined) continue;
    if (property.required) report(join(path, key), `Missing required property '${join(path, key)}'`);
    if (property.default !== undefined && framework === "sdk") {
      checked[key] = property.default;
      defaults.push(key);
    }
  }
  return framework === "sdk" ? { __defaults: defaults.sort(), ...checked } : checked;
}

function checkValue(path: string, property: Property, value: Plain, framework: Framework, report: Report): Plain {
  if (value instanceof Unknown) return value;
  if (property.type === "list" || property.type === "set") {
    if (!Array.isArray(value)) return wrongType(path, property.type, value, report);
    const item: Property = { type: property.fields ? "object" : (property.of ?? "string"), fields: property.fields };
    return value.map((element, index) => checkValue(`${path}[${index}]`, item, element, framework, report));
  }
  if (property.type === "object" || property.type === "map") {
    if (!isObject(value)) return wrongType(path, "map", value, report);
    return property.fields ? checkObject(path, property.fields, value as PlainMap, framework, report) : value;
  }
  const scalar = coerce(property.type, value);
  if (scalar === undefined) return wrongType(path, property.type, value, report);
  if (property.oneOf && !property.oneOf.includes(scalar as string)) {
    report(path, notOneOf(path, property.oneOf, scalar as string, framework));
  }
  const wrong = property.validate?.(scalar, path);
  if (wrong !== undefined) report(path, wrong);
  return scalar;
}

/** Numbers and their decimal texts stand for each other, as in Terraform. */
function coerce(type: "string" | "number" | "boolean", value: Plain): Plain | undefined {
  if (typeof value === type) return value;
  if (type === "string" && (typeof value === "number" || typeof value === "boolean")) return String(value);
  if (type === "number" && typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  return undefined;
}

function notOneOf(path: string, allowed: readonly string[], got: string, framework: Framework): string {
  const list = allowed.map((value) => `"${value}"`);
  if (framework === "sdk") return `expected ${path} to be one of [${list.join(" ")}], got ${got}`;
  return `Invalid Attribute Value Match. Attribute ${path} value must be one of: [${list.join(" ")}], got: "${got}"`;
}

function wrongType(path: string, expected: string, value: Plain, report: Report): Plain {
  const got = Array.isArray(value) ? "list" : typeof value;
  report(path, `Incorrect attribute value type. ${path} has to be a ${expected}, got a ${got}`);
  return value;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
