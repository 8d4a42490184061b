import { remoteTypes } from "./commands";
import { unknown, type Finding, type Rule } from "./rule";
import { at } from "./values";

/** Whoever is on the way to a machine could be the machine, if its key isn't known beforehand. */
export const pinnedHostKey: Rule = {
  name: "pinned-host-key",
  description: "Every remote command knows the key of the machine it logs in to.",
  judge: ({ type, properties: { connection } }) => {
    if (!remoteTypes.includes(type)) return [];
    const direct = connection === unknown || at(connection, "proxy") === undefined;
    const ways = direct ? [["hostKey"]] : [["hostKey"], ["proxy", "hostKey"]];
    return ways.flatMap((way): Finding[] => {
      const [key, path] = [at(connection, ...way), ["connection", ...way].join(".")];
      if (key === unknown) return [{ unknown: path }];
      return typeof key === "string" && key.trim() !== ""
        ? []
        : [{ wrong: `${path} is missing: whatever answers at the machine's address would be believed` }];
    });
  },
};
