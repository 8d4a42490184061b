import type { PlainMap } from "../bridged";
import { zoneIdOf } from "./zone";

/** Functions by token. A zone that is looked up by its name is there, with an id that follows from the name. */
export const functions: Record<string, (args: PlainMap) => Promise<PlainMap>> = {
  "cloudflare:index/getZone:getZone": async ({ filter, zoneId }) => {
    const name = (filter as PlainMap | undefined)?.name;
    if (typeof name !== "string") {
      throw new Error(
        `a rehearsal finds a zone by its name only, use filter: { name }${zoneId ? ` for ${String(zoneId)}` : ""}`,
      );
    }
    return { ...zone(name), filter };
  },
  "cloudflare:index/getZones:getZones": async ({ name }) => {
    if (typeof name !== "string") throw new Error("a rehearsal finds zones by their name only");
    return { id: "zones", name, results: [zone(name)] };
  },
};

function zone(name: string): PlainMap {
  const id = zoneIdOf(name.toLowerCase());
  const account = { id: zoneIdOf("account"), name: "rehearsal" };
  return { id, zoneId: id, name: name.toLowerCase(), status: "active", type: "full", paused: false, account };
}
