import { remoteTypes } from "./commands";
import type { Finding, Rule, StackResource } from "./rule";
import { at } from "./values";

const runner = "open-infrastructure:index:CiRunner";
const forge = "open-infrastructure:index:CodeHosting";
const hosts = ["open-infrastructure:index:Host", "open-infrastructure:index:ExistingHost"];

/** A build can take over the machine it runs on, and the forge holds everybody's code and passwords. */
export const runnerApartFromForge: Rule = {
  name: "runner-apart-from-forge",
  description: "Builds run on a machine of their own, never beside the code.",
  judgeStack: (resources) => {
    const all = new Map(resources.map((resource) => [resource.urn, resource]));
    const commandsOf = (component: string) =>
      resources.filter(({ type, parents }) => remoteTypes.includes(type) && parents.includes(component));
    const forges = commandsOf(forge).map((command) => machinesOf(command, all));
    return forges.length === 0
      ? []
      : oncePerRunner(commandsOf(runner)).flatMap((command) => judge(command, machinesOf(command, all), forges));
  },
};

function judge({ urn, name }: StackResource, machines: string[], forges: string[][]): Finding[] {
  if (forges.some((others) => others.some((machine) => machines.includes(machine))))
    return [{ wrong: `${name} is on the machine of the forge: give builds a machine of their own`, urn }];
  return machines.length === 0 || forges.every((others) => others.length === 0)
    ? [{ unknown: "connection.host", urn }]
    : [];
}

/** What identifies the machine of a command: its address, and the host, the component, that its connection comes from. */
function machinesOf({ properties, sources }: StackResource, all: ReadonlyMap<string, StackResource>): string[] {
  const address = at(properties.connection, "host");
  const from = (sources.connection ?? []).flatMap((urn) => hostAbove(all.get(urn), all));
  return [...new Set([...(typeof address === "string" ? [address] : []), ...from])];
}

function hostAbove(resource: StackResource | undefined, all: ReadonlyMap<string, StackResource>): string[] {
  if (resource === undefined) return [];
  if (hosts.includes(resource.type)) return [resource.urn];
  return resource.parent === undefined ? [] : hostAbove(all.get(resource.parent), all);
}

/** One of a runner's commands speaks for all. */
function oncePerRunner(commands: StackResource[]): StackResource[] {
  return [...new Map(commands.map((command) => [command.parent, command])).values()];
}
