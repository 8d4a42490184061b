import { isRecord } from "./dns";
import { code, count, unknown } from "./markdown";
import { command, droplet, nameOf, typeOf, type Change, type Plan } from "./plan";

/** How bad it is: data is gone, something is interrupted or has to be renewed, or nobody notices. */
export type Weight = "lost" | "felt" | "none";

/** What a replacement or deletion means. */
export interface Consequence {
  weight: Weight;
  /** Markdown. */
  meaning: string;
}

const volume = "digitalocean:index/volume:Volume";
const attachment = "digitalocean:index/volumeAttachment:VolumeAttachment";
const reserved = "digitalocean:index/reservedIp:ReservedIp";
const assignment = "digitalocean:index/reservedIpAssignment:ReservedIpAssignment";

const zones = /^(?:cloudflare:index\/zone:Zone|digitalocean:index\/domain:Domain)$/;
const stores =
  /^digitalocean:index\/(?:database(?:Cluster|Db|Replica)|spacesBucket(?:Object)?|volumeSnapshot|dropletSnapshot|customImage|containerRegistry):/;

/** What is said of types of resources that this report knows nothing of. */
export const notKnown = "what it means for data is not known to this report";

/** What it means for data, addresses and service that a resource is replaced or deleted. */
export function consequenceOf(change: Change, plan: Plan): Consequence {
  if (change.retained) return { weight: "felt", meaning: "stays where it is; Pulumi no longer looks after it" };
  const { weight, meaning } = judged(change, plan);
  return change.protect
    ? { weight, meaning: `${meaning}; **protected: the update refuses until that is taken away**` }
    : { weight, meaning };
}

function judged(change: Change, plan: Plan): Consequence {
  const gone = change.op === "delete";
  const beside = plan.changes.filter(({ parent, urn }) => parent === change.parent && urn !== change.urn);
  if (isRecord(change))
    return gone
      ? { weight: "felt", meaning: "what asks for these names gets no such answer any more: see DNS" }
      : { weight: "felt", meaning: "DNS changes; between old and new there may be no answer" };
  switch (change.type) {
    case droplet:
      return machine(change, beside, plan);
    case volume:
      return {
        weight: "lost",
        meaning: gone ? "**the data on it is lost**" : "**the data on it is lost**: the new volume is empty",
      };
    case attachment:
      if (beside.some(({ type, op }) => type === volume && ["delete", "replace"].includes(op)))
        return { weight: "felt", meaning: "goes with its volume" };
      return gone && !beside.some(({ type, op }) => type === attachment && op === "create")
        ? { weight: "felt", meaning: "data volume kept, on no machine" }
        : { weight: "felt", meaning: "data volume kept: it moves to the new machine" };
    case reserved:
      return { weight: "felt", meaning: "the address is given back and can't be had again; recursive: DNS changes" };
    case assignment:
      return gone
        ? { weight: "felt", meaning: "the address is kept, on no machine" }
        : { weight: "felt", meaning: "address kept: it moves to the new machine" };
    case command:
      return step(change, beside, plan);
    case "tls:index/privateKey:PrivateKey":
      return gone
        ? { weight: "none", meaning: "a key that nothing uses any more" }
        : { weight: "felt", meaning: "new key: what trusts the old one has to learn the new one" };
    case "digitalocean:index/firewall:Firewall":
      return gone && !goes(beside)
        ? { weight: "felt", meaning: "the cloud's firewall no longer stands before the machine" }
        : { weight: "none", meaning: "no data" };
    default:
      if (zones.test(change.type))
        return {
          weight: "lost",
          meaning: "**the zone is lost**, with records that others made, too; its names get no answer",
        };
      if (stores.test(change.type)) return { weight: "lost", meaning: "**what is in it is lost**" };
      if (/^random:/.test(change.type) && !gone)
        return { weight: "felt", meaning: "a new value: what uses the old one has to learn it" };
      return /^(?:digitalocean:index\/(?:tag|sshKey|uptime|monitor)|random:)/.test(change.type)
        ? { weight: "none", meaning: "no data" }
        : { weight: "felt", meaning: notKnown };
  }
}

function machine(change: Change, beside: Change[], plan: Plan): Consequence {
  const successor = change.op === "replace" || beside.some(({ type, op }) => type === droplet && op === "create");
  const kept = keptVolume(beside);
  const meaning = [
    kept === undefined
      ? "**everything on it is lost**"
      : `data volume ${code(kept)} kept; the rest of its disk is lost`,
  ];
  if (beside.some(({ type, op }) => type === assignment && op !== "delete")) meaning.push("address kept");
  else if (successor) {
    const followers = plan.changes.filter(followsAddress).length;
    meaning.push(`new address${followers > 0 ? `; recursive: DNS changes, ${count(followers, "record")}` : ""}`);
  } else meaning.push("its address is given back");
  return { weight: kept === undefined ? "lost" : "felt", meaning: meaning.join("; ") };
}

/** An address record that is known only when the machine is. */
function followsAddress(change: Change): boolean {
  return (
    isRecord(change) &&
    /^A{1,4}$/.test(String(change.new?.type)) &&
    change.op === "update" &&
    !!change.new &&
    Object.values(change.new).includes(unknown)
  );
}

/** The volume that outlives the machine, if the preview shows one. */
function keptVolume(beside: Change[]): string | undefined {
  const attached = beside.find(({ type, dependencies }) => type === attachment && dependencies.some(isVolume));
  const urn = attached?.dependencies.find(isVolume);
  if (!urn) return undefined;
  const lost = beside.some((one) => one.urn === urn && ["delete", "replace"].includes(one.op) && !one.retained);
  return lost ? undefined : nameOf(urn);
}

function isVolume(urn: string): boolean {
  return typeOf(urn) === volume;
}

function step({ op, old, machine: host }: Change, beside: Change[], plan: Plan): Consequence {
  const undo = typeof old?.delete === "string" ? "; its undoing runs first" : "";
  if (op === "delete") {
    if (undo) return { weight: "felt", meaning: "its undoing runs on the machine" };
    const machineGoes = plan.changes.some((one) => one.type === droplet && one.op === "delete" && one.machine === host);
    return goes(beside) || (host !== undefined && machineGoes)
      ? { weight: "none", meaning: "goes with its machine" }
      : { weight: "felt", meaning: "nothing runs: what it put on the machine stays there, and keeps running" };
  }
  const moved = plan.changes.some(
    (one) => one.type === droplet && one.op !== "delete" && one.op !== "update" && one.machine === host,
  );
  return { weight: "none", meaning: `runs again${moved ? ", on the new machine" : ""}${undo}; no data` };
}

/** Whether the machine itself is deleted without a successor. */
function goes(beside: Change[]): boolean {
  const droplets = beside.filter(({ type }) => type === droplet);
  return droplets.some(({ op }) => op === "delete") && !droplets.some(({ op }) => op === "create");
}
