import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { isIPv4 } from "node:net";
import { join } from "node:path";
import type { ResourceType } from "../bridged";
import { type CloudWorld, collection, remove, theWorld } from "../pretend-cloud";
import { apiError, NOT_FOUND, notZero } from "./api";
import { REGIONS } from "./catalogue";
import type { Droplet, ReservedIp } from "./cloud";

const FIRST_ADDRESS = 200;
const LAST_ADDRESS = 250;

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
      for (let last = FIRST_ADDRESS; last <= LAST_ADDRESS; last++) {
        const address = `203.0.113.${last}`;
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
  const before = await world.cloud((cloud) => {
    const address = collection<ReservedIp>(cloud, "reservedIps")[ip];
    const droplet = collection<Droplet>(cloud, "droplets")[dropletId];
    if (!address || !droplet) throw refused(NOT_FOUND);
    if (droplet.region !== address.region) throw refused("The floating IP and Droplet must be in the same region.");
    const previous = address.dropletId;
    address.dropletId = dropletId;
    return previous;
  });
  if (before === dropletId) return;
  if (before !== null) await configure(world, before, ip, false);
  await configure(world, dropletId, ip, true);
}

async function unassign(world: CloudWorld, ip: string): Promise<void> {
  const before = await world.cloud((cloud) => {
    const address = collection<ReservedIp>(cloud, "reservedIps")[ip];
    const previous = address?.dropletId ?? null;
    if (address) address.dropletId = null;
    return previous;
  });
  if (before !== null) await configure(world, before, ip, false);
}

/** The cloud translates addresses outside of the droplet; in the world the machine itself answers to them, after a reboot as well. */
async function configure(world: CloudWorld, id: string, ip: string, present: boolean): Promise<void> {
  const machine = (await world.listMachines()).find((one) => one.id === id);
  if (!machine) return;
  const directory = join(machine.root, "etc/systemd/network/10-host0.network.d");
  const file = join(directory, `reserved-${ip}.conf`);
  if (present) {
    mkdirSync(directory, { recursive: true });
    writeFileSync(file, `[Address]\nAddress=${ip}/32\n`);
  } else rmSync(file, { force: true });
  if (!machine.running) return;
  const change = ["ip", "address", present ? "replace" : "del", `${ip}/32`, "dev", "host0"];
  const done = await world.exec(id, change, { output: "capture" });
  if (present && done.status !== 0) throw new Error(`machine ${id} doesn't take the address ${ip}: ${done.stderr}`);
}
