import type { CheckFailure, CheckResult } from "../provider";
import { Secret, Unknown, unwrap, type PropertyMap, type Value } from "../value";
import { CONNECTION_FIELDS, withDefaults } from "./connection";

/** Inputs of a remote command and the JSON type each one has. */
const INPUTS: Record<string, "string" | "boolean" | "array" | "object"> = {
  addPreviousOutputInEnv: "boolean",
  connection: "object",
  create: "string",
  delete: "string",
  environment: "object",
  logging: "string",
  stdin: "string",
  triggers: "array",
  update: "string",
};
const INPUTS_TYPE = "remote.CommandInputs";
const CONNECTION_TYPE = "remote.Connection";

/** Validates a remote command; its connection gets its defaults and becomes secret, whether or not the program made it so. */
export function checkCommand(news: PropertyMap): CheckResult {
  const failures: CheckFailure[] = [];
  const inputs = Object.fromEntries(Object.entries(news).filter(([, value]) => value !== undefined && value !== null));
  validate(inputs, INPUTS, INPUTS_TYPE, failures);
  const connection = unwrap(inputs.connection);
  if (connection === undefined) failures.push(missing("connection", INPUTS_TYPE));
  if (connection instanceof Unknown) return { inputs: { ...inputs, connection: new Secret(connection) }, failures };
  if (connection === null || typeof connection !== "object" || Array.isArray(connection)) return { inputs, failures };
  const fields = connection as PropertyMap;
  if (fields.proxy !== undefined) {
    failures.push({ property: "proxy", reason: "a rehearsal reaches every machine directly and knows no proxy" });
  }
  validate({ ...fields, proxy: undefined }, CONNECTION_FIELDS, CONNECTION_TYPE, failures);
  if (fields.host === undefined || fields.host === null) failures.push(missing("host", CONNECTION_TYPE));
  return { inputs: { ...inputs, connection: new Secret(withDefaults(fields)) }, failures };
}

function validate(values: PropertyMap, fields: Record<string, string>, type: string, failures: CheckFailure[]): void {
  for (const [property, wrapped] of Object.entries(values)) {
    const value = unwrap(wrapped);
    if (value === undefined || value === null || value instanceof Unknown) continue;
    const expected = fields[property];
    if (expected === undefined) {
      failures.push({ property, reason: `Unrecognized field '${property}' on '${type}'` });
    } else if (typeName(value) !== expected) {
      const reason = `Field '${property}' on '${type}' must be a '${expected}'; got '${typeName(value)}' instead`;
      failures.push({ property, reason });
    }
  }
}

function typeName(value: Value): string {
  return Array.isArray(value) ? "array" : typeof value;
}

function missing(property: string, type: string): CheckFailure {
  return { property, reason: `Missing required field '${property}' on '${type}'` };
}
