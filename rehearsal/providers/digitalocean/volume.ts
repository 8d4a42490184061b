import { randomBytes, randomUUID } from "node:crypto";
import type { Cloud } from "../../world";
import type { PlainMap, ResourceType } from "../bridged";
import { collection, remove, theWorld } from "../pretend-cloud";
import { apiError, NOT_FOUND, notZero, providerError, strings } from "./api";
import { REGIONS } from "./catalogue";
import { noteTags, type Droplet, type Volume } from "./cloud";

const FILESYSTEMS = ["ext4", "xfs"] as const;

/** `digitalocean:index/volume:Volume`: a disk of the world. */
export const volume: ResourceType = {
  autoName: (urnName, suffix) => `${urnName}${suffix}`.toLowerCase(),
  properties: {
    description: { type: "string", replaces: true, validate: notZero },
    dropletIds: { type: "set", of: "number", computed: true },
    filesystemLabel: { type: "string", computed: true },
    filesystemType: { type: "string", computed: true, input: true, oneOf: FILESYSTEMS },
    initialFilesystemLabel: { type: "string", replaces: true, validate: notZero },
    initialFilesystemType: { type: "string", replaces: true, oneOf: FILESYSTEMS },
    name: { type: "string", replaces: true, validate: notZero },
    region: { type: "string", required: true, replaces: true, record: (slug) => slug.toLowerCase() },
    size: {
      type: "number",
      required: true,
      validate: (value) =>
        (value as number) >= 1 ? undefined : `expected size to be at least (1), got ${String(value)}`,
    },
    snapshotId: { type: "string", replaces: true, validate: notZero },
    tags: { type: "set" },
    volumeUrn: { type: "string", computed: true },
  },
  modifyPlan: (prior, planned) => {
    if (typeof prior?.size === "number" && typeof planned.size === "number" && planned.size < prior.size) {
      throw new Error("volumes `size` can only be expanded and not shrunk");
    }
  },
  create: async ({ planned }) => {
    const region = planned.region as string;
    if (!REGIONS.includes(region)) throw refused("region is not available");
    const made: Volume = {
      id: randomUUID(),
      name: planned.name as string,
      region,
      size: planned.size as number,
      description: (planned.description as string | undefined) ?? "",
      filesystemType: ((planned.initialFilesystemType ?? planned.filesystemType) as string | undefined) ?? "",
      filesystemLabel: (planned.initialFilesystemLabel as string | undefined) ?? "",
      tags: strings(planned.tags),
      dropletIds: [],
    };
    const world = theWorld();
    await world.cloud((cloud) => {
      const volumes = collection<Volume>(cloud, "volumes");
      const twin = Object.values(volumes).some(({ name, region: where }) => name === made.name && where === region);
      if (twin) throw refused("failed to create volume: name already exists");
      noteTags(cloud, made.tags);
      volumes[made.id] = made;
    });
    const filesystem = FILESYSTEMS.find((type) => type === made.filesystemType);
    await world.volumes.make({
      id: made.id,
      name: made.name,
      gigabytes: made.size,
      filesystem,
      label: made.filesystemLabel,
    });
    return { id: made.id, known: attributes(made) };
  },
  update: async (id, { planned, prior }) => {
    const world = theWorld();
    const changed = await world.cloud((cloud) => {
      const found = collection<Volume>(cloud, "volumes")[id];
      if (!found) throw apiError(`Error resizing volume (${id})`, "POST", `volumes/${id}/actions`, 404, NOT_FOUND);
      Object.assign(found, { size: planned.size, tags: strings(planned.tags) });
      noteTags(cloud, found.tags);
      return attributes(found);
    });
    if (planned.size !== prior.size) await world.volumes.grow(id, planned.size as number);
    return changed;
  },
  read: (id) =>
    theWorld().cloud((cloud) => {
      const found = collection<Volume>(cloud, "volumes")[id];
      return found && attributes(found);
    }),
  delete: async (id) => {
    const world = theWorld();
    await world.cloud((cloud) => {
      const volumes = collection<Volume>(cloud, "volumes");
      const found = volumes[id];
      const failed = (status: number, message: string) =>
        apiError("Error deleting volume", "DELETE", `volumes/${id}`, status, message);
      if (!found) throw failed(404, NOT_FOUND);
      if (found.dropletIds.length > 0)
        throw failed(409, "A volume that's attached to a Droplet cannot be deleted. Please detach the volume first.");
      remove(volumes, id);
    });
    await world.volumes.remove(id);
  },
};

/** `digitalocean:index/volumeAttachment:VolumeAttachment`. */
export const volumeAttachment: ResourceType = {
  properties: {
    dropletId: { type: "number", required: true, replaces: true, validate: notZero },
    volumeId: { type: "string", required: true, replaces: true, validate: notZero },
  },
  create: async ({ planned }) => {
    const { dropletId, volumeId } = planned as { dropletId: number; volumeId: string };
    const world = theWorld();
    await world.cloud((cloud) => {
      const found = collection<Volume>(cloud, "volumes")[volumeId];
      if (!found) throw apiError("Error retrieving volume", "GET", `volumes/${volumeId}`, 404, NOT_FOUND);
      const what = `Error attaching volume to droplet after retry timeout: [WARN] Error attaching volume (${volumeId}) to Droplet (${dropletId})`;
      const failed = (status: number, message: string) =>
        apiError(what, "POST", `volumes/${volumeId}/actions`, status, message);
      const droplet = collection<Droplet>(cloud, "droplets")[String(dropletId)];
      if (!droplet) throw failed(404, NOT_FOUND);
      if (droplet.region !== found.region) throw failed(422, "Droplet and volume must be in the same region.");
      const others = found.dropletIds.filter((id) => id !== dropletId && isDroplet(cloud, id));
      if (others.length > 0) throw failed(422, "Volume is already attached to a Droplet.");
      found.dropletIds = [dropletId];
      droplet.volumeIds = [...new Set([...droplet.volumeIds, volumeId])];
    });
    await world.volumes.plugIn(volumeId, String(dropletId));
    return { id: `${dropletId}-${volumeId}-${Date.now()}${randomBytes(4).toString("hex")}`, known: {} };
  },
  read: (_id, prior) =>
    theWorld().cloud((cloud) => {
      const found = collection<Volume>(cloud, "volumes")[prior.volumeId as string];
      const { dropletId } = prior as { dropletId: number };
      return found?.dropletIds[0] === dropletId && isDroplet(cloud, dropletId) ? {} : undefined;
    }),
  delete: async (_id, prior) => {
    const { dropletId, volumeId } = prior as { dropletId: number; volumeId: string };
    const world = theWorld();
    const attached = await world.cloud((cloud) => {
      const found = collection<Volume>(cloud, "volumes")[volumeId];
      if (!found)
        throw providerError(`Error detaching volume from droplet after retry timeout: volume ${volumeId} is gone`);
      return found.dropletIds.includes(dropletId) && isDroplet(cloud, dropletId);
    });
    if (attached) await world.volumes.pullOut(volumeId);
    await world.cloud((cloud) => {
      const found = collection<Volume>(cloud, "volumes")[volumeId];
      if (found) found.dropletIds = found.dropletIds.filter((id) => id !== dropletId);
      const droplet = collection<Droplet>(cloud, "droplets")[String(dropletId)];
      if (droplet) droplet.volumeIds = droplet.volumeIds.filter((id) => id !== volumeId);
    });
  },
};

/** Somebody may have destroyed it by other ways than a provider's, which frees its volumes. */
function isDroplet(cloud: Cloud, id: number): boolean {
  return collection<Droplet>(cloud, "droplets")[String(id)] !== undefined;
}

function refused(message: string): Error {
  return apiError("Error creating Volume", "POST", "volumes", 422, message);
}

function attributes({ id, name, region, size, tags, dropletIds, description, ...filesystem }: Volume): PlainMap {
  return {
    ...{ name, region, size, dropletIds, volumeUrn: `do:volume:${id}` },
    ...(tags.length > 0 ? { tags } : {}),
    ...(description === "" ? {} : { description }),
    filesystemType: filesystem.filesystemType,
    filesystemLabel: filesystem.filesystemLabel,
  };
}
