import type { Policies, PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import { plain } from "./plain";
import type { Finding, Resource, Rule, StackResource } from "./rules/rule";
import { Unjudged } from "./unjudged";

/** The rules as Pulumi's policies. A broken rule fails the run; what a rule can't know yet is said once, at the end. */
export function policies(rules: readonly Rule[]): Policies {
  const unjudged = new Unjudged();
  return [
    ...rules.flatMap((rule) => [...ofResource(rule, unjudged), ...ofStack(rule, unjudged)]),
    {
      name: "could-not-be-judged",
      description: "What a preview can't know is judged by `pulumi up`, before the resource is made.",
      enforcementLevel: "advisory",
      validateStack: (_, report) => unjudged.lines().forEach((line) => report(line)),
    },
  ];
}

function ofResource({ name, description, judge }: Rule, unjudged: Unjudged): Policies {
  if (judge === undefined) return [];
  const validateResource = (args: ResourceValidationArgs, report: (message: string, urn?: string) => void): void =>
    tell(judge(asResource(args)), args.urn, { name, report, unjudged });
  return [{ name, description, enforcementLevel: "mandatory", validateResource }];
}

function ofStack({ name, description, judgeStack }: Rule, unjudged: Unjudged): Policies {
  if (judgeStack === undefined) return [];
  return [
    {
      name,
      description,
      enforcementLevel: "mandatory",
      validateStack: ({ resources }, report) =>
        tell(judgeStack(resources.map(asStackResource)), "", { name, report, unjudged }),
    },
  ];
}

/** Passes on what is wrong, and keeps what is unknown. */
function tell(
  findings: Finding[],
  judged: string,
  to: { name: string; report: (message: string, urn?: string) => void; unjudged: Unjudged },
): void {
  to.unjudged.forget(to.name, judged);
  for (const finding of findings) {
    if ("wrong" in finding) to.report(finding.wrong, finding.urn);
    else to.unjudged.remember(to.name, judged, finding.urn ?? judged, finding.unknown);
  }
}

function asResource({ urn, type, name, props }: ResourceValidationArgs | PolicyResource): Resource {
  const types = urn.split("::")[2]?.split("$") ?? [];
  return { urn, type, name, parents: types.slice(0, -1), properties: plain(props) };
}

function asStackResource(resource: PolicyResource): StackResource {
  const sources = Object.entries(resource.propertyDependencies);
  return {
    ...asResource(resource),
    ...(resource.parent && { parent: resource.parent.urn }),
    sources: Object.fromEntries(sources.map(([key, resources]) => [key, resources.map(({ urn }) => urn)])),
  };
}
