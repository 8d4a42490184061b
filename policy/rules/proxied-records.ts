import { unknown, type Finding, type Rule, type Value } from "./rule";

const proxiable = ["A", "AAAA", "CNAME"];
const automatic = 1;

/** Cloudflare refuses some of it when the record is made, and changes the rest by itself, which is then a difference for ever. */
export const proxiedRecords: Rule = {
  name: "proxied-records",
  description: "A record that Cloudflare answers for leads to a machine and leaves its time to live to Cloudflare.",
  judge: ({ type, properties: { proxied = false, ttl, type: kind } }) => {
    if (!/^cloudflare:index\/(?:dnsR|r)ecord:/.test(type) || proxied === false) return [];
    if (proxied === unknown) return ttl === automatic ? [] : [{ unknown: "proxied" }];
    return [...judgeTtl(ttl), ...judgeKind(kind)];
  },
};

function judgeTtl(ttl: Value | undefined): Finding[] {
  if (ttl === unknown) return [{ unknown: "ttl" }];
  return ttl === undefined || ttl === automatic
    ? []
    : [{ wrong: `a proxied record has the ttl ${automatic}, which means automatic, got ${String(ttl)}` }];
}

function judgeKind(kind: Value | undefined): Finding[] {
  if (kind === unknown) return [{ unknown: "type" }];
  return proxiable.some((each) => each === kind)
    ? []
    : [{ wrong: `only ${proxiable.join(", ")} can be proxied, got ${String(kind)}` }];
}
