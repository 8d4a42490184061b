import type { CheckFailure } from "../providers/provider";
import type { Resource } from "./resource";
import { Secret, Unknown, type Value } from "../providers/value";
import { nameOf } from "./urn";

/** An error that was shown to the user already: the run ends, nothing more is said. */
export class ReportedError extends Error {}

/** A provider refused an input. */
export function checkFailureMessage(resource: Resource, { property, reason }: CheckFailure): string {
  const name = nameOf(resource.urn);
  if (property === "") return problemMessage(resource.type, name, reason);
  return `${resource.type} resource '${name}': property ${property} value ${show(resource.inputs[property])} has a problem: ${reason}`;
}

/** Something about a whole resource. */
export function problemMessage(type: string, name: string, reason: string): string {
  return `${type} resource '${name}' has a problem: ${reason}`;
}

/** A replacement would delete a protected resource. */
export function protectedReplaceMessage(urn: string): string {
  return (
    `unable to replace resource "${urn}"\n` +
    "as it is currently marked for protection. To unprotect the resource, " +
    "remove the `protect` flag from the resource in your Pulumi " +
    "program and run `pulumi up`"
  );
}

/** The replacement of one resource would delete another, which is protected. */
export function protectedDependentMessage(dependent: string, urn: string): string {
  return (
    `unable to replace resource "${dependent}" as part of replacing "${urn}" ` +
    "as it is currently marked for protection. To unprotect the resource, " +
    "remove the `protect` flag from the resource in your Pulumi " +
    "program and run `pulumi up`, or use the command:\n" +
    `\`pulumi state unprotect '${dependent}'\``
  );
}

/** As long as the program says what to import, another can't take its place. */
export function importedReplaceMessage(keys: string[], old: Resource, now: Resource): string {
  const differences = keys.map((key) => `${key}: ${show(old.inputs[key])} => ${show(now.inputs[key])}`);
  return (
    "previously-imported resources that still specify an ID may not be replaced; " +
    `please remove the \`import\` declaration from your program;\n${differences.join("\n")}`
  );
}

function show(value: Value | undefined): string {
  if (value === undefined || value === null) return "{<nil>}";
  if (value instanceof Secret) return "{&{[secret]}}";
  if (value instanceof Unknown) return "{unknown}";
  return typeof value === "object" ? JSON.stringify(value) : `{${value}}`;
}
