import type { PlainMap } from "../bridged";
import { equal } from "../compare";
import { Unknown } from "../value";

const CHANGEABLE = ["name", "type", "content", "ttl", "proxied", "priority", "comment", "tags", "data"];

/**
 * What the real provider makes of a plan so that records which the API spells differently, or adds to, don't differ for ever:
 * a name and its full form mean the same, and times stay unless something else changes.
 */
export function modifyPlan(prior: PlainMap | undefined, planned: PlainMap): void {
  if (prior) {
    keepName(prior, planned);
    keepContent(prior, planned);
    const unchanged = CHANGEABLE.every((key) => isOpen(planned[key], prior[key]) || equal(prior[key], planned[key]));
    for (const key of ["createdOn", "proxiable", "meta", "settings"]) {
      if (planned[key] instanceof Unknown) planned[key] = prior[key];
    }
    if (unchanged && planned.modifiedOn instanceof Unknown) planned.modifiedOn = prior.modifiedOn;
    if (planned.data !== undefined && planned.content instanceof Unknown) planned.content = prior.content;
    if (planned.tags instanceof Unknown && isEmpty(prior.tags)) planned.tags = prior.tags;
  }
  keepTime("comment", prior, planned);
  keepTime("tags", prior, planned);
  if (planned.type === "CNAME" && !(planned.settings instanceof Unknown)) {
    planned.settings = { flattenCname: false, ipv4Only: false, ipv6Only: false, ...(planned.settings as PlainMap) };
  }
}

function keepName(prior: PlainMap, planned: PlainMap): void {
  if (typeof planned.name !== "string" || typeof prior.name !== "string") return;
  const [now, before] = [planned.name.replace(/\.$/, ""), prior.name.replace(/\.$/, "")];
  const apex = planned.name === "@" && prior.name !== "@" && prior.name.includes(".");
  if (apex || (now !== before && before.startsWith(`${now}.`))) planned.name = prior.name;
}

function keepContent(prior: PlainMap, planned: PlainMap): void {
  const [now, before] = [planned.content, prior.content];
  if (planned.type !== "CNAME" || typeof now !== "string" || typeof before !== "string") return;
  if (now.toLowerCase() === before.toLowerCase()) planned.content = before;
}

/** `commentModifiedOn` and `tagsModifiedOn` exist only beside what they are about. */
function keepTime(of: "comment" | "tags", prior: PlainMap | undefined, planned: PlainMap): void {
  const time = `${of}ModifiedOn`;
  if (!(planned[time] instanceof Unknown)) return;
  if (isEmpty(planned[of])) Reflect.deleteProperty(planned, time);
  else if (prior && equal(planned[of], prior[of])) planned[time] = prior[time];
}

function isOpen(value: unknown, before: unknown): boolean {
  return value instanceof Unknown && (before === undefined || isEmpty(before));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}
