import { randomUUID } from "node:crypto";
import type { PlainMap, ResourceType } from "../bridged";
import { collection, remove, theWorld } from "../pretend-cloud";
import { apiError, NOT_FOUND } from "./api";

type Stored = Pick<ResourceType, "create" | "update" | "read" | "delete">;

/** Life of a resource that the cloud only keeps: what was asked for, and what `computed` adds to it. `path` is where the API has it. */
export function stored(name: string, path: string, computed: (id: string) => PlainMap = () => ({})): Stored {
  const gone = (what: string, method: string, id: string) => apiError(what, method, `${path}/${id}`, 404, NOT_FOUND);
  return {
    create: async ({ planned }) => {
      const id = randomUUID();
      const known = computed(id);
      await theWorld().cloud((cloud) => {
        collection<PlainMap>(cloud, name)[id] = { ...planned, ...known };
      });
      return { id, known };
    },
    update: (id, { planned }) =>
      theWorld().cloud((cloud) => {
        const all = collection<PlainMap>(cloud, name);
        if (!all[id]) throw gone("Error updating resource", "PUT", id);
        all[id] = { ...all[id], ...planned };
        return {};
      }),
    read: (id) => theWorld().cloud((cloud) => collection<PlainMap>(cloud, name)[id]),
    delete: (id) =>
      theWorld().cloud((cloud) => {
        const all = collection<PlainMap>(cloud, name);
        if (!all[id]) throw gone("Error deleting resource", "DELETE", id);
        remove(all, id);
      }),
  };
}
