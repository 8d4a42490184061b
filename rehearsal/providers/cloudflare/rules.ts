import { isIPv4, isIPv6 } from "node:net";
import { apiError } from "./api";
import type { DnsRecord } from "./zone";

const PROXIABLE = ["A", "AAAA", "CNAME"];
const EXCLUSIVE = ["A", "AAAA", "CNAME"];
const SAME_NAME =
  "For more details, refer to <https://developers.cloudflare.com/dns/manage-dns-records/troubleshooting/records-with-same-name/>.";

/** Refuses a record that the API refuses, by itself or beside the others of its zone. */
export function refuse(record: DnsRecord, others: DnsRecord[], method: string, path: string): void {
  const error = (code: number, message: string) => apiError(method, path, code, message);
  const { type, content, ttl, proxied, priority, name } = record;
  if (type === "A" && !isIPv4(content)) throw error(9005, "Content for A record must be a valid IPv4 address.");
  if (type === "AAAA" && !isIPv6(content)) throw error(9006, "Content for AAAA record must be a valid IPv6 address.");
  if (type === "MX" && priority === undefined) throw error(9007, "MX record requires a priority.");
  if (proxied && !PROXIABLE.includes(type)) throw error(9004, "This record type cannot be proxied.");
  if (proxied && isPrivate(content)) throw error(9003, `Target ${content} is not allowed for a proxied record.`);
  if (ttl !== 1 && (ttl < 60 || ttl > 86400)) {
    throw error(9021, "Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic.");
  }
  const beside = others.filter((other) => other.name === name && other.id !== record.id);
  if (beside.some((other) => other.type === type && other.content === content && other.priority === priority)) {
    throw error(81058, "An identical record already exists.");
  }
  if (type === "CNAME" && beside.some((other) => EXCLUSIVE.includes(other.type))) {
    throw error(81053, `An A, AAAA, or CNAME record with that host already exists. ${SAME_NAME}`);
  }
  if (EXCLUSIVE.includes(type) && beside.some((other) => other.type === "CNAME")) {
    throw error(81054, `A CNAME record with that host already exists. ${SAME_NAME}`);
  }
  if (type === "NS" && beside.some((other) => other.type !== "NS")) {
    throw error(81056, `Record with that host already exists. ${SAME_NAME}`);
  }
  if (type !== "NS" && beside.some((other) => other.type === "NS")) {
    throw error(81055, `NS records with that host already exist. ${SAME_NAME}`);
  }
}

function isPrivate(address: string): boolean {
  return /^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|1\.1\.1\.1$|1\.0\.0\.1$)/.test(address);
}
