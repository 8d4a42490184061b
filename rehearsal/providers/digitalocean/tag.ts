import type { PlainMap, ResourceType } from "../bridged";
import { collection, remove, theWorld } from "../pretend-cloud";
import { autoName } from "./api";
import { noteTags, type Droplet, type Volume } from "./cloud";

const COUNTS = [
  "databasesCount",
  "dropletsCount",
  "imagesCount",
  "totalResourceCount",
  "volumeSnapshotsCount",
  "volumesCount",
];

/** `digitalocean:index/tag:Tag`. Making one that is there already is no error. */
export const tag: ResourceType = {
  autoName,
  properties: {
    name: {
      type: "string",
      replaces: true,
      validate: (value) => {
        if (/^[a-zA-Z0-9:\-_]{1,255}$/.test(String(value))) return undefined;
        return "tags may only contain lowercase letters, numbers, colons, dashes, and underscores";
      },
    },
    ...Object.fromEntries(COUNTS.map((count) => [count, { type: "number", computed: true } as const])),
  },
  create: async ({ planned }) => {
    const name = planned.name as string;
    await theWorld().cloud((cloud) => noteTags(cloud, [name]));
    return { id: name, known: (await count(name)) ?? {} };
  },
  read: (id) => count(id),
  delete: (id) =>
    theWorld().cloud((cloud) => {
      remove(collection(cloud, "tags"), id);
      for (const kind of ["droplets", "volumes"]) {
        for (const one of Object.values(collection<Droplet | Volume>(cloud, kind))) {
          one.tags = one.tags.filter((name) => name !== id);
        }
      }
    }),
};

function count(name: string): Promise<PlainMap | undefined> {
  return theWorld().cloud((cloud) => {
    if (!collection(cloud, "tags")[name]) return undefined;
    const tagged = (kind: string) =>
      Object.values(collection<Droplet | Volume>(cloud, kind)).filter(({ tags }) => tags.includes(name)).length;
    const [dropletsCount, volumesCount] = [tagged("droplets"), tagged("volumes")];
    const none = Object.fromEntries(COUNTS.map((key) => [key, 0]));
    return { ...none, dropletsCount, volumesCount, totalResourceCount: dropletsCount + volumesCount };
  });
}
