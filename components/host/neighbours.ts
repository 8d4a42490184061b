import * as pulumi from "@pulumi/pulumi";
import { ofOneRun } from "../one-run";
import type { HostConnectionArgs } from "../remote/connection";
import { refuse } from "../validate";

/** A service of the program, and how an operator calls it. */
interface Owner {
  service: pulumi.Resource;
  label: string;
}

/** Who has what on which machine. */
const taken = ofOneRun(() => new Map<unknown, Map<string, Owner>>());

/**
 * The machine for a service that needs things on it for itself, for example its name on the web. Refused if another service of the program
 * has one of them there: both would write the same files. Machines are told apart by what is handed to the services, so that a machine
 * which isn't made yet counts at its first preview, and by their address once that is known. Needs that aren't known yet don't count.
 */
export function alone(
  service: pulumi.Resource,
  name: string,
  host: pulumi.Input<HostConnectionArgs>,
  needs: pulumi.Input<string>[],
): pulumi.Output<HostConnectionArgs> {
  const plain = needs.filter((need) => typeof need === "string");
  const claims = taken();
  const claim = (machine: unknown): void => {
    const there = claims.get(machine) ?? new Map<string, Owner>();
    claims.set(machine, there);
    for (const need of plain) {
      const owner = there.get(need) ?? { service, label: `${service.constructor.name} ${name}` };
      if (owner.service !== service)
        refuse(service, `${need} is taken on this host by ${owner.label} already; each service needs its own`);
      there.set(need, owner);
    }
  };
  claim(host);
  return pulumi.output(host).apply((known) => {
    claim(`${known.address} port ${known.port ?? 22}`);
    return known;
  });
}
