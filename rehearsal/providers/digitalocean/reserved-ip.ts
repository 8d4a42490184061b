import { randomBytes } from "node:crypto";
import { isIPv4 } from "node:net";
import { network } from "../../world";
import type { ResourceType } from "../bridged";
import { type CloudWorld, collection, remove, theWorld } from "../pretend-cloud";
import { apiError, NOT_FOUND, notZero } from "./api";
import { REGIONS } from "./catalogue";
import type { Droplet, ReservedIp } from "./cloud";
import { translate } from "./translation";

/** Machines get numbers up to `network.last`. */
const LAST_ADDRESS = 254;

const isAddress = (value: unknown, path: string) =>
  isIPv4(String(value)) ? undefined : `expected ${path} to contain a valid IPv4 address, got: ${String(value)}`;

/** `digitalocean:index/reservedIp:ReservedIp`: an address of the world that machines can be given. */
export const reservedIp: ResourceType = {
  properties: {
    dropletId: { type: "number" },
    ipAddress: { type: "string", computed: true, input: true, validate: isAddress },
    region: { type: "string", required: true, replaces: true, record: (slug) => slug.toLowerCase() },
    reservedIpUrn: { type: "string", computed: true },
  },
  create: async ({ planned }) => {
    const world = theWorld();
    const region = planned.region as string;
    if (!REGIONS.includes(region)) {
      throw apiError("Error creating reserved IP", "POST", "reserved_ips", 422, "region is invalid");
    }
    const ip = await world.cloud((cloud) => {
      const taken = collection<ReservedIp>(cloud, "reservedIps");
      for (let last = network.last + 1; last <= LAST_ADDRESS; last++) {
        const address = network.ipv4.replace(/[^.]*$/, String(last));
        if (taken[address]) continue;
        taken[address] = { ip: address, region, dropletId: null };
        return address;
      }
      throw apiError("Error creating reserved IP", "POST", "reserved_ips", 422, "reserved IP limit reached");
    });
    if (planned.dropletId !== undefined) await assign(world, ip, String(planned.dropletId));
    return { id: ip, known: { ipAddress: ip, reservedIpUrn: `do:reservedip:${ip}` } };
  },
  update: async (id, { planned, prior }) => {
    const world = theWorld();
    if (planned.dropletId === undefined) await unassign(world, id);
    else if (planned.dropletId !== prior.dropletId) await assign(world, id, String(planned.dropletId));
    return {};
  },
  read: async (id) => {
    const found = await find(theWorld(), id);
    return found && { ipAddress: found.ip, region: found.region, reservedIpUrn: `do:reservedip:${found.ip}` };
  },
  delete: async (id) => {
    const world = theWorld();
    if (!(await find(world, id)))
      throw apiError("Error deleting reserved IP", "DELETE", `reserved_ips/${id}`, 404, NOT_FOUND);
    await unassign(world, id);
    await world.cloud((cloud) => remove(collection<ReservedIp>(cloud, "reservedIps"), id));
  },
};

/** `digitalocean:index/reservedIpAssignment:ReservedIpAssignment`. */
export const reservedIpAssignment: ResourceType = {
  properties: {
    dropletId: { type: "number", required: true, replaces: true, validate: notZero },
    ipAddress: { type: "string", required: true, replaces: true, validate: isAddress },
  },
  create: async ({ planned }) => {
    const [ip, dropletId] = [planned.ipAddress as string, String(planned.dropletId)];
    await assign(theWorld(), ip, dropletId);
    return { id: `${dropletId}-${ip}-${Date.now()}${randomBytes(4).toString("hex")}`, known: {} };
  },
  read: async (_id, prior) => {
    const found = await find(theWorld(), prior.ipAddress as string);
    if (!found)
      throw apiError("Error retrieving reserved IP", "GET", `reserved_ips/${String(prior.ipAddress)}`, 404, NOT_FOUND);
    return found.dropletId === String(prior.dropletId) ? {} : undefined;
  },
  delete: async (_id, prior) => {
    const world = theWorld();
    const found = await find(world, prior.ipAddress as string);
    if (found?.dropletId === String(prior.dropletId)) await unassign(world, found.ip);
  },
};

function find(world: CloudWorld, ip: string): Promise<ReservedIp | undefined> {
  return world.cloud((cloud) => collection<ReservedIp>(cloud, "reservedIps")[ip]);
}

/** Gives the address to a droplet, and takes it from the one that had it: the cloud does both at once. */
async function assign(world: CloudWorld, ip: string, dropletId: string): Promise<void> {
  const path = `reserved_ips/${ip}/actions`;
  const refused = (message: string) =>
    apiError(`Error Assigning reserved IP (${ip}) to the droplet`, "POST", path, 422, message);
  await world.cloud((cloud) => {
    const address = collection<ReservedIp>(cloud, "reservedIps")[ip];
    const droplet = collection<Droplet>(cloud, "droplets")[dropletId];
    if (!address || !droplet) throw refused(NOT_FOUND);
    if (droplet.region !== address.region) throw refused("The floating IP and Droplet must be in the same region.");
    address.dropletId = dropletId;
  });
  await translate(world);
}

async function unassign(world: CloudWorld, ip: string): Promise<void> {
  await world.cloud((cloud) => {
    const address = collection<ReservedIp>(cloud, "reservedIps")[ip];
    if (address) address.dropletId = null;
  });
  await translate(world);
}
