import { count, fence, knownLater, unknown } from "./markdown";
import { compare } from "./order";
import type { Change, Plan, Properties } from "./plan";
import { importance, type Section } from "./section";

const recordTypes =
  /^(?:cloudflare:index\/(?:dnsRecord:DnsRecord|record:Record)|digitalocean:index\/dnsRecord:DnsRecord)$/;

/** Whether it is about a DNS record. */
export function isRecord({ type }: Change): boolean {
  return recordTypes.test(type);
}

/** Records as lines of a zone file, before and after. */
export function dns({ changes }: Plan): Section | undefined {
  const records = changes.filter(isRecord);
  const lines = records.flatMap((change) => {
    const before = change.op === "create" ? undefined : change.old && zoneLine(change.old);
    const after = change.op === "delete" ? undefined : change.new && zoneLine(change.new);
    if (before === after) return [];
    return { key: sortKey(change.new ?? change.old ?? {}), before, after };
  });
  if (lines.length === 0) return undefined;
  lines.sort((a, b) => compare(a.key, b.key) || compare(a.after ?? a.before ?? "", b.after ?? b.before ?? ""));
  const text = lines.flatMap(({ before, after }) => [
    ...(before === undefined ? [] : [`-${before}`]),
    ...(after === undefined ? [] : [`+${after}`]),
  ]);
  const tally = [
    [lines.filter(({ before }) => before === undefined).length, "new"],
    [lines.filter(({ before, after }) => before !== undefined && after !== undefined).length, "changed"],
    [lines.filter(({ after }) => after === undefined).length, "gone"],
  ]
    .filter(([number]) => number !== 0)
    .map((words) => words.join(" "));
  const summary = `${count(lines.length, "record")}: ${tally.join(", ")}`;
  const block = { text: fence(text.join("\n"), "diff"), brief: `${summary}.`, importance: importance.dns };
  return { title: "DNS", summary, blocks: [block] };
}

/** A record as a zone file writes it. */
export function zoneLine(record: Properties): string {
  const { type, ttl, proxied } = record;
  const seconds = ttl === 1 || ttl === undefined ? "auto" : plain(ttl);
  const between = proxied === true ? " ; through Cloudflare's proxy" : "";
  return `${owner(record)} ${seconds} IN ${plain(type)} ${data(record)}${between}`.replaceAll("\n", "\\n");
}

function owner({ name, domain }: Properties): string {
  if (domain === undefined) return name === undefined ? "?" : `${plain(name).replace(/\.$/, "")}.`;
  return name === "@" ? `${plain(domain)}.` : `${plain(name)}.${plain(domain)}.`;
}

function data(record: Properties): string {
  const inner = (record.data ?? {}) as Properties;
  const of = (key: string) => plain(inner[key] ?? record[key] ?? (key === "weight" || key === "flags" ? 0 : ""));
  const content = record.content ?? record.value ?? inner.value ?? inner.target;
  const value = content === undefined ? JSON.stringify(inner) : plain(content);
  switch (record.type) {
    case "CNAME":
    case "NS":
      return absolute(value, record);
    case "MX":
      return `${of("priority")} ${absolute(value, record)}`;
    case "SRV":
      return `${of("priority")} ${of("weight")} ${of("port")} ${absolute(value, record)}`;
    case "CAA":
      return `${of("flags")} ${of("tag")} "${plain(inner.value ?? value)}"`;
    case "TXT":
      return value.startsWith('"') || value === knownLater ? value : JSON.stringify(value);
    default:
      return value;
  }
}

function absolute(name: string, { domain }: Properties): string {
  if (name === "@" && domain !== undefined) return `${plain(domain)}.`;
  return name === knownLater || name.endsWith(".") ? name : `${name}.`;
}

function plain(value: unknown): string {
  return (typeof value === "string" ? value : JSON.stringify(value)).replaceAll(unknown, knownLater);
}

/** Names below a zone stand beside it. */
function sortKey(record: Properties): string {
  return `${owner(record).split(".").reverse().join(".")} ${plain(record.type ?? "")}`;
}
