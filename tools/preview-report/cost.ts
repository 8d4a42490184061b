import { cell, details, table } from "./markdown";
import { droplet, noun, type Change, type Plan, type Properties } from "./plan";
import prices from "./prices.json";
import { importance, type Section } from "./section";

/** What is paid a month: a known price, or why it isn't one. */
type Price = number | string;

const sizes: Record<string, number> = prices.droplets;

/** What the changed resources cost a month, before and after. */
export function cost({ changes }: Plan): Section | undefined {
  const rows = changes.flatMap((change) => {
    if (/protect$/.test(change.op)) return [];
    const before = change.op === "create" ? 0 : priceOf(change, change.old);
    const after = change.op === "delete" ? 0 : priceOf(change, change.new);
    return before === undefined || after === undefined || (before === 0 && after === 0)
      ? []
      : [{ change, before, after }];
  });
  if (rows.length === 0) return undefined;
  const [before, after] = [total(rows.map((row) => row.before)), total(rows.map((row) => row.after))];
  const unpriced = rows.some((row) => typeof row.before === "string" || typeof row.after === "string");
  const lines = rows.map((row) => [cell(row.change.name), what(row.change), say(row.before), say(row.after)]);
  const sum = ["**together**", "", `**${say(before)}**`, `**${say(after)}**`];
  const difference = after - before;
  const words = `${say(before)} → ${say(after)} a month (${difference < 0 ? "−" : "+"}${say(Math.abs(difference))})`;
  const same = difference === 0 && !unpriced;
  const summary = same ? undefined : `cost of what changes: ${words}${unpriced ? ", and what has no known price" : ""}`;
  const note = `Prices of ${prices.date}, without tax and traffic. What stays as it is isn't part of a preview, nor of this sum.`;
  const all = `${table(["", "", "before", "after"], [...lines, sum])}\n\n${note}`;
  const text = same ? details(`the same: ${say(after)}`, all) : all;
  const brief = `${summary ?? `the same: ${say(after)}`}.`;
  return { title: "Monthly cost", ...(summary && { summary }), blocks: [{ text, brief, importance: importance.cost }] };
}

function priceOf({ type }: Change, inputs: Properties = {}): Price | undefined {
  switch (type) {
    case droplet:
      return dropletPrice(inputs);
    case "digitalocean:index/volume:Volume":
      return typeof inputs.size === "number" ? round(inputs.size * prices.volumeGigabyte) : "size not known yet";
    case "digitalocean:index/reservedIp:ReservedIp":
    case "digitalocean:index/floatingIp:FloatingIp":
      return `nothing while a machine has it, else ${say(prices.reservedAddressUnassigned)}`;
    case "digitalocean:index/loadBalancer:LoadBalancer":
    case "digitalocean:index/databaseCluster:DatabaseCluster":
    case "digitalocean:index/kubernetesCluster:KubernetesCluster":
      return "not in the table";
    default:
      return undefined;
  }
}

function dropletPrice({ size, backups, backupPolicy }: Properties): Price {
  const base = typeof size === "string" ? sizes[size] : undefined;
  if (base === undefined) return `size ${typeof size === "string" ? cell(size) : "not known yet"} not in the table`;
  const plan = (backupPolicy as Properties | undefined)?.plan === "daily" ? "daily" : "weekly";
  return round(base * (1 + (backups === true ? prices.backupShare[plan] : 0)));
}

function what({ type, new: now, old }: Change): string {
  const all = [old, now].flatMap((inputs) => (inputs ? [described(type, inputs)] : []));
  return [...new Set(all)].join(" → ");
}

function described(type: string, { size, backups }: Properties): string {
  if (type === droplet) return `${cell(String(size))}${backups === true ? " with backups" : ""}`;
  if (type.endsWith(":Volume")) return typeof size === "number" ? `${size} GB` : "volume";
  return noun(type);
}

function total(all: Price[]): number {
  return round(all.reduce<number>((sum, price) => sum + (typeof price === "number" ? price : 0), 0));
}

function say(price: Price): string {
  return typeof price === "string" ? price : `${prices.currency}${price.toFixed(2)}`;
}

function round(amount: number): number {
  return Math.round(amount * 100) / 100;
}
