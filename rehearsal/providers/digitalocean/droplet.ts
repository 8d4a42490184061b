import { createHash } from "node:crypto";
import type { Operation, PlainMap, ResourceType } from "../bridged";
import { collection, remove, theWorld } from "../pretend-cloud";
import { apiError, autoName, notZero, strings } from "./api";
import { IMAGES, REGIONS, SIZES, type Size } from "./catalogue";
import { detachEverything, noteTags, type Droplet, type ReservedIp } from "./cloud";
import { enforceFirewalls, inboundRules } from "./firewall-rules";
import { keysToLogIn } from "./ssh-key";
import { translate } from "./translation";

/** Droplets can't send mail past a relay that listens elsewhere. */
const MAIL_PORTS = [25, 465, 587];

const lowerCase = (slug: string) => slug.toLowerCase();

/** `digitalocean:index/droplet:Droplet`: a machine of the world. */
export const droplet: ResourceType = {
  autoName,
  meta: '{"e2bfb730-ecaa-11e6-8f88-34363bc7c4c0":{"create":3600000000000,"delete":60000000000,"update":3600000000000},"schema_version":"1"}',
  properties: {
    backupPolicy: {
      type: "object",
      fields: { plan: { type: "string" }, weekday: { type: "string" }, hour: { type: "number" } },
    },
    backups: { type: "boolean", default: false },
    createdAt: { type: "string", computed: true },
    disk: { type: "number", computed: true },
    dropletAgent: { type: "boolean", replaces: true },
    dropletUrn: { type: "string", computed: true },
    gracefulShutdown: { type: "boolean", default: false },
    image: { type: "string", required: true, replaces: true, validate: notZero },
    ipv4Address: { type: "string", computed: true },
    ipv4AddressPrivate: { type: "string", computed: true },
    ipv6: { type: "boolean", default: false },
    ipv6Address: { type: "string", computed: true, input: true },
    locked: { type: "boolean", computed: true },
    memory: { type: "number", computed: true },
    monitoring: { type: "boolean", default: false, replaces: true },
    name: { type: "string", validate: notZero },
    priceHourly: { type: "number", computed: true },
    priceMonthly: { type: "number", computed: true },
    privateNetworking: { type: "boolean", computed: true, input: true },
    publicNetworking: { type: "boolean", computed: true, input: true, replaces: true },
    region: { type: "string", computed: true, input: true, replaces: true, record: lowerCase, validate: notZero },
    resizeDisk: { type: "boolean", default: true },
    size: { type: "string", required: true, record: lowerCase, validate: notZero },
    sshKeys: { type: "set", replaces: true },
    status: { type: "string", computed: true },
    tags: { type: "set" },
    userData: { type: "string", replaces: true, validate: notZero, record: sha1 },
    vcpus: { type: "number", computed: true },
    volumeIds: { type: "set", computed: true, input: true },
    vpcUuid: { type: "string", computed: true, input: true, replaces: true, validate: notZero },
  },
  // IPv6 can't be taken from a droplet.
  replaceIf: (prior, planned) => prior.ipv6 === true && planned.ipv6 === false,
  create: async (operation) => {
    const { world, spec, size, region } = await order(operation);
    const machine = await world.startMachine(spec);
    const { planned } = operation;
    const made: Droplet = {
      id: machine.id,
      name: planned.name as string,
      image: planned.image as string,
      region,
      size: size.slug,
      tags: strings(planned.tags),
      ipv6: planned.ipv6 === true,
      monitoring: planned.monitoring === true,
      backups: planned.backups === true,
      address: machine.address,
      ipv6Address: machine.ipv6Address,
      volumeIds: strings(planned.volumeIds),
      created: machine.created,
    };
    await world.cloud((cloud) => {
      collection<Droplet>(cloud, "droplets")[made.id] = made;
      noteTags(cloud, made.tags);
    });
    await enforceFirewalls(world);
    return { id: made.id, known: attributes(made) };
  },
  update: async (id, { planned, prior }) => {
    const world = theWorld();
    if (planned.size !== prior.size) {
      sizeOf(planned, `droplets/${id}/actions`);
      await world.powerOff(id);
      await world.powerOn(id);
    }
    const changed = await world.cloud((cloud) => {
      const found = collection<Droplet>(cloud, "droplets")[id];
      if (!found)
        throw apiError(
          "Error retrieving droplet",
          "GET",
          `droplets/${id}`,
          404,
          "The resource you requested could not be found.",
        );
      const tags = strings(planned.tags);
      noteTags(cloud, tags);
      Object.assign(found, {
        name: planned.name,
        size: planned.size,
        tags,
        ipv6: planned.ipv6,
        backups: planned.backups,
      });
      return found;
    });
    await enforceFirewalls(world);
    return attributes(changed);
  },
  read: async (id, prior) => {
    const world = theWorld();
    const [found, machines] = [
      await world.cloud((cloud) => collection<Droplet>(cloud, "droplets")[id]),
      await world.listMachines(),
    ];
    const machine = machines.find((one) => one.id === id);
    if (!found || !machine) return undefined;
    // An image's slug may change its meaning, so what the state has stays. An import has none yet.
    const image = prior.image === undefined ? { image: found.image } : {};
    return { ...attributes(found), ...image, status: machine.running ? "active" : "off" };
  },
  delete: async (id) => {
    const world = theWorld();
    await world.destroyMachine(id);
    const held = await world.cloud((cloud) => {
      const addresses = Object.values(collection<ReservedIp>(cloud, "reservedIps"));
      const any = addresses.some(({ dropletId }) => dropletId === id);
      detachEverything(cloud, id);
      remove(collection<Droplet>(cloud, "droplets"), id);
      return any;
    });
    if (held) await translate(world);
  },
};

/** Checks what the cloud checks before it makes a droplet. */
async function order({ planned, inputs }: Operation) {
  const world = theWorld();
  const region = (planned.region as string | undefined) ?? "nyc3";
  const size = sizeOf(planned, "droplets");
  if (!REGIONS.includes(region)) throw refused("You specified an invalid region for Droplet creation.");
  const image = IMAGES[planned.image as keyof typeof IMAGES];
  if (!image) throw refused("You specified an invalid image for Droplet creation.");
  const [sshKeys, firewall] = await world.cloud((cloud) => [
    keysToLogIn(cloud, strings(planned.sshKeys)),
    inboundRules(cloud, { id: "", tags: strings(planned.tags) }),
  ]);
  const userData = inputs.userData as string | undefined;
  const spec = {
    name: planned.name as string,
    image,
    userData,
    sshKeys,
    ipv6: planned.ipv6 === true,
    size: size.slug,
    firewall,
    blockedPorts: MAIL_PORTS,
  };
  return { world, size, region, spec };
}

function sizeOf(planned: PlainMap, path: string): Size {
  const size = SIZES.find(({ slug }) => slug === planned.size);
  if (!size) throw refused("You specified an invalid size for Droplet creation.", path);
  return size;
}

function refused(message: string, path = "droplets"): Error {
  return apiError("Error creating droplet", "POST", path, 422, message);
}

function attributes(made: Droplet): PlainMap {
  const { memory, vcpus, disk, priceHourly, priceMonthly } = SIZES.find(({ slug }) => slug === made.size)!;
  return {
    ...{ memory, vcpus, disk, priceHourly, priceMonthly },
    ...{ name: made.name, region: made.region, size: made.size, tags: made.tags },
    ...{ ipv6: made.ipv6, monitoring: made.monitoring, backups: made.backups, volumeIds: made.volumeIds },
    createdAt: made.created,
    dropletUrn: `do:droplet:${made.id}`,
    ipv4Address: made.address,
    ipv4AddressPrivate: `10.110.0.${made.address.split(".").pop()}`,
    ipv6Address: made.ipv6 ? made.ipv6Address.toLowerCase() : "",
    locked: false,
    privateNetworking: true,
    publicNetworking: true,
    status: "active",
    vpcUuid: defaultVpc(made.region),
  };
}

/** Every region has a network that droplets are put in unless they ask for another. */
function defaultVpc(region: string): string {
  const hash = sha1(`vpc ${region}`);
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join("-");
}

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
