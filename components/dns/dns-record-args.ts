import type * as pulumi from "@pulumi/pulumi";

/** Who serves a DNS zone. */
export const DnsProvider = {
  /** Cloudflare, which knows a zone by its `zoneId`. */
  Cloudflare: "cloudflare",
  /** DigitalOcean, which knows a zone by its name. */
  DigitalOcean: "digitalocean",
} as const;
/** Who serves a DNS zone. */
export type DnsProvider = (typeof DnsProvider)[keyof typeof DnsProvider];

/** Kinds of DNS records. */
export const DnsRecordType = {
  /** IPv4 address. */
  A: "A",
  /** IPv6 address. */
  AAAA: "AAAA",
  /** Another name for a name. */
  CNAME: "CNAME",
  /** Server that receives mail. */
  MX: "MX",
  /** Text. */
  TXT: "TXT",
  /** Who may issue certificates. */
  CAA: "CAA",
  /** Server and port of a service. */
  SRV: "SRV",
} as const;
/** Kinds of DNS records. */
export type DnsRecordType = (typeof DnsRecordType)[keyof typeof DnsRecordType];

/** One DNS record, written the same for every provider. */
export interface DnsRecordArgs {
  /** `@` for the zone itself, one label such as `www`, a service name such as `_imaps._tcp`, or the full name. */
  name: string;
  /** Kind of record. */
  type: DnsRecordType;
  /** Address, name of the target, text without quotes, or the value of a CAA property. */
  value: pulumi.Input<string>;
  /** What the record is for, when a name has several of its kind, for example `mx-backup`: lower-case letters, digits and hyphens. It stays the same when the value changes. Defaults to the name and kind. */
  purpose?: string;
  /** MX and SRV: lower numbers are tried first. */
  priority?: pulumi.Input<number>;
  /** SRV: share among targets of the same priority. Defaults to 0. */
  weight?: pulumi.Input<number>;
  /** SRV: port of the service. */
  port?: pulumi.Input<number>;
  /** CAA: property, `issue`, `issuewild` or `iodef`. */
  tag?: pulumi.Input<string>;
  /** Seconds that resolvers may keep the record, 60 to 86400; the same for all records of a kind at a name. Defaults to 300. */
  ttl?: pulumi.Input<number>;
  /** Cloudflare, A, AAAA and CNAME: whether Cloudflare stands between visitors and the machine. Defaults to false. */
  proxied?: pulumi.Input<boolean>;
}

/** Names of one machine. */
export interface DnsMachineArgs {
  /** Names that lead to the machine: an A and an AAAA record each. */
  names: string[];
  /** IPv4 address. */
  ipv4: pulumi.Input<string>;
  /** IPv6 address. Defaults to none, so that there are no AAAA records. */
  ipv6?: pulumi.Input<string>;
}

/** Who may issue certificates for names in the zone. */
export interface DnsCaaArgs {
  /** Domains by which the permitted authorities go. Defaults to `letsencrypt.org`. */
  authorities?: string[];
  /** Address of the only account there that may order certificates, such as a web server's `accountUri`. Defaults to any account. */
  accountUri?: pulumi.Input<string>;
  /** Mail address that authorities tell about requests they refused. Defaults to none. */
  reportTo?: pulumi.Input<string>;
}
