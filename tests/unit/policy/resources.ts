import { type Finding, type Rule, type StackResource } from "../../../policy/rules/rule";

const prefix = "urn:pulumi:test::test::";

/** A resource of a stack; `path` is its type after those of what it is part of. */
export function resource(
  path: string,
  name: string,
  properties: StackResource["properties"],
  more: { parent?: string; sources?: StackResource["sources"] } = {},
): StackResource {
  const types = path.split("$");
  const urn = `${prefix}${path}::${name}`;
  return { urn, type: types.at(-1)!, name, parents: types.slice(0, -1), properties, sources: {}, ...more };
}

/** What a rule says about one resource. */
export function judged(rule: Rule, one: StackResource): Finding[] {
  return rule.judge!(one);
}

/** What is wrong with it, or what is unknown, as texts. */
export function said(findings: Finding[]): string[] {
  return findings.map((finding) => ("wrong" in finding ? finding.wrong : `unknown: ${finding.unknown}`));
}

/** The same of whole stacks, with the names of the resources. */
export function saidOfStack(rule: Rule, stack: StackResource[]): string[] {
  return rule.judgeStack!(stack).map((finding) => `${finding.urn?.split("::").at(-1)}: ${said([finding])[0]}`);
}

/** A remote command with a text. */
export function command(create: StackResource["properties"][string], more: StackResource["properties"] = {}) {
  return resource("command:remote:Command", "step", { create, ...more });
}
