import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { network, upstreamResolver } from "../machines/network";
import { readJson, type Places } from "../machines/places";
import { patience } from "../machines/run";
import type { ZoneRecord } from "../machines/types";
import { publishedKeys } from "./mail-keys";
import { mailZones } from "./mail-records";
import { names } from "./names";
import { publishers } from "./publishers";
import { registries } from "./registry";

/** A zone as it was published. */
export interface Zone {
  zone: string;
  records: ZoneRecord[];
  nameServers: string[];
}

/** Where a published zone is kept. */
export const zoneFile = (places: Places, zone: string): string => join(places.zones, `${zone.replace(/\.$/, "")}.json`);

/** The names that the internet machine answers to. */
export function playedNames(extraNames: string[]): string[] {
  return [...new Set([...Object.values(names), ...publishers, ...registries, ...extraNames])];
}

/** BIND's files for the published zones and for the names that the internet machine plays. */
export function bindFiles(places: Places, extraNames: string[]): Record<string, string> {
  const published = existsSync(places.zones) ? readdirSync(places.zones).filter((name) => name.endsWith(".json")) : [];
  const zones = published.map((name) => readJson<Zone>(join(places.zones, name)));
  const own = zones.map(({ zone }) => zone);
  const played = [...playedNames(extraNames), ...zones.flatMap(({ nameServers }) => nameServers)];
  const files = new Map<string, string>();
  for (const { zone, records, nameServers } of zones) files.set(zone, zoneText(zone, records, nameServers));
  const special = mailZones(publishedKeys(places));
  for (const name of new Set(played)) {
    // A played name inside a published zone is that zone's business.
    if (!own.some((zone) => name === zone || name.endsWith(`.${zone}`)))
      files.set(name, zoneText(name, special[name] ?? herself, []));
  }
  files.set(
    "100.51.198.in-addr.arpa",
    `${soa(1)}@ 60 IN NS localhost.\n$GENERATE 2-254 $ 60 IN PTR host-$.rehearsal.test.\n`,
  );
  files.set("3.1.1.0.8.b.d.0.1.0.0.2.ip6.arpa", `${soa(1)}@ 60 IN NS localhost.\n`);
  return {
    "etc/bind/named.conf.options": options,
    "etc/bind/named.conf.local": [...files.keys()].map(zoneClause).join(""),
    ...Object.fromEntries([...files].map(([zone, text]) => [`${zonesDirectory}${zone}`, text])),
  };
}

const zonesDirectory = "etc/bind/zones/";

/** Makes BIND serve what its files say. `changed` are those that it has to serve when the command ends. */
export function reloadBind(changed: Record<string, string> = {}): string[] {
  const zones = Object.entries(changed).flatMap(([file, text]) =>
    file.startsWith(zonesDirectory) ? [file.slice(zonesDirectory.length), /SOA .*?\( (\d+)/.exec(text)![1]!] : [],
  );
  return ["timeout", String(patience / 1000), "sh", "-euc", reload, "sh", ...zones];
}

/** BIND reads zones in its own time, and forgets that it was asked to while it reads one. */
const reload = `rndc reconfig
rndc reload
while [ $# -gt 0 ]; do
  until rndc zonestatus "$1" 2>/dev/null | grep -qx "serial: $2"; do
    named-checkzone -i none "$1" "/${zonesDirectory}$1"
    sleep 0.05
    rndc reload "$1" || true
  done
  shift 2
done
rndc flush`;

const herself: ZoneRecord[] = [
  { name: "@", type: "A", value: network.internet.address },
  { name: "@", type: "AAAA", value: network.internet.ipv6Address },
];

/** Answers are never cached for long, and neither is the absence of an answer: a rehearsal changes names all the time. */
const options = `options {
  directory "/var/cache/bind";
  recursion yes;
  allow-query { any; };
  allow-recursion { any; };
  forwarders { ${upstreamResolver}; };
  forward only;
  dnssec-validation no;
  empty-zones-enable no;
  listen-on { any; };
  listen-on-v6 { any; };
  max-ncache-ttl 1;
};
`;

const zoneClause = (zone: string): string => `zone "${zone}" { type primary; file "/etc/bind/zones/${zone}"; };\n`;

const soa = (serial: number): string =>
  `$TTL 60\n@ IN SOA localhost. hostmaster.rehearsal.test. ( ${serial} 60 60 600 1 )\n`;

/** A zone as BIND reads it. Its serial number tells its content from any other. */
export function zoneText(zone: string, records: ZoneRecord[], nameServers: string[]): string {
  const servers = nameServers.length > 0 ? nameServers : ["localhost"];
  const ns = servers.map((server) => `@ 60 IN NS ${absolute(server)}\n`);
  const body = [`$ORIGIN ${absolute(zone)}\n`, ...ns, ...records.map((record) => recordLine(zone, record))].join("");
  return soa(createHash("sha256").update(body).digest().readUInt32BE()) + body;
}

function recordLine(zone: string, record: ZoneRecord): string {
  return `${ownerOf(zone, record.name)} ${record.ttl ?? 60} IN ${record.type} ${dataOf(record)}\n`;
}

function ownerOf(zone: string, name: string): string {
  if (name === "@" || name === "" || name === zone) return absolute(zone);
  if (name.endsWith(".")) return name;
  return name.endsWith(`.${zone}`) ? absolute(name) : `${name}.${absolute(zone)}`;
}

function dataOf({ type, value, priority, weight, port }: ZoneRecord): string {
  const numbered = value.includes(" ");
  switch (type) {
    case "TXT":
      return quoted(value);
    case "MX":
      return numbered ? value : `${priority ?? 10} ${absolute(value)}`;
    case "SRV":
      return numbered ? value : `${priority ?? 0} ${weight ?? 0} ${port ?? 0} ${absolute(value)}`;
    case "CNAME":
    case "NS":
      return absolute(value);
    default:
      return value;
  }
}

const absolute = (name: string): string => (name.endsWith(".") ? name : `${name}.`);

/** A TXT value in strings of at most 255 characters. */
function quoted(value: string): string {
  const plain = /^".*"$/.test(value) ? value.slice(1, -1) : value;
  const strings = plain.match(/.{1,255}/gs) ?? [""];
  return strings.map((string) => `"${string.replace(/[\\"]/g, "\\$&")}"`).join(" ");
}
