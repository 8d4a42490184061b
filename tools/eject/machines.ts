import type { Names } from "./names";
import type { Observation, Resource } from "./observe";

/** A machine, and how a person logs in to it. */
export interface Reached {
  name: string;
  /** May be a marker. */
  address: string;
  port: number;
  user: string;
}

/** The machine that a step runs on. Where its connection isn't known yet, what that comes from tells. */
export function machineOf(step: Resource, observation: Observation, names: Names): Reached {
  const { connection, reachedBy } = step;
  const found = reachedBy.flatMap((urn) => names.resource(urn) ?? []);
  const rented = found.find(({ type }) => /:Droplet$/.test(type));
  if (rented) return rentedMachine(rented, observation, names);
  if (connection) {
    const { host: address, port, user } = connection;
    const existing = observation.resources.find(
      ({ type, inputs }) => /:ExistingHost$/.test(type) && inputs.address === address,
    );
    return { name: existing?.name ?? address.replaceAll(/[^A-Za-z0-9.-]+/g, "-"), address, port, user };
  }
  const before = found.find(({ urn, connection: known }) => known !== undefined && urn !== step.urn);
  if (!before) throw new Error(`${step.name}: the machine that it runs on isn't known`);
  return machineOf(before, observation, names);
}

/** A machine has the address that is reserved for it, otherwise its own. */
function rentedMachine(rented: Resource, { resources, markers }: Observation, names: Names): Reached {
  const name = names.machine(rented);
  const reserved = resources.find((one) => /:ReservedIp$/.test(one.type) && names.machine(one) === name);
  const { urn } = reserved ?? rented;
  const address = markers.find(({ kind, of }) => kind === "ipv4" && of === urn)?.text;
  if (address === undefined) throw new Error(`${rented.name}: its address can't be a variable`);
  return { name, address, port: 22, user: "root" };
}
