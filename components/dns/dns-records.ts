import * as cloudflare from "@pulumi/cloudflare";
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { checked, demand, domainName, oneOf, refuse, type Rule } from "../validate";
import { type DnsCaaArgs, type DnsMachineArgs, DnsProvider, type DnsRecordArgs } from "./dns-record-args";
import { atCloudflare, atDigitalOcean } from "./dns-record-forms";
import { judgedLater, judgeRecord } from "./dns-record-rules";
import { noteRecords, otherRecords } from "./dns-written";
import { allRecords, judgeZone } from "./dns-zone";

/** Arguments of `DnsRecords`. */
export interface DnsRecordsArgs {
  /** Domain whose zone the records go into. The zone exists already and is served by the provider. */
  zone: string;
  /** Who serves the zone. */
  provider: DnsProvider;
  /** Cloudflare: identifier of the zone, as its overview page shows it. */
  zoneId?: pulumi.Input<string>;
  /** Records of the zone. Defaults to none. */
  records?: DnsRecordArgs[];
  /** Machines and the names that lead to them. Defaults to none. */
  machines?: DnsMachineArgs[];
  /** Who may issue certificates for names in the zone. Defaults to everybody: no CAA record is made. */
  caa?: DnsCaaArgs;
}

const zoneIdentifier: Rule<string> = {
  allowed: "the 32 hexadecimal digits on the zone's overview page",
  accepts: (value) => typeof value === "string" && /^[0-9a-f]{32}$/.test(value),
};

/**
 * DNS records of one zone.
 *
 * They are written as the provider tells them, so that an unchanged list never shows a change, and what DNS or the
 * provider doesn't allow is refused before anything is touched.
 */
export class DnsRecords extends pulumi.ComponentResource {
  /** Full names that have records, sorted. Known once the provider serves them all. */
  public readonly names: pulumi.Output<string[]>;

  constructor(name: string, args: DnsRecordsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("open-infrastructure:index:DnsRecords", name, args, opts);
    const { zone, provider } = args;
    demand(this, "zone", zone, domainName);
    demand(this, "provider", provider, oneOf(DnsProvider));
    if (provider === DnsProvider.Cloudflare && args.zoneId === undefined)
      refuse(this, "zoneId is needed for a zone at cloudflare, got none");
    const zoneId = args.zoneId === undefined ? undefined : checked(this, "zoneId", args.zoneId, zoneIdentifier);
    const records = allRecords(this, args);
    for (const record of records) judgeRecord(this, record, provider);
    judgeZone(this, records, zone, provider, otherRecords(zone));
    noteRecords(this, name, zone, records);

    const served = records.map((written) => {
      const { purpose } = written;
      const judged = judgedLater(this, written, provider);
      // A record can't stand beside the one that replaces it.
      const options = { parent: this, deleteBeforeReplace: true };
      return zoneId !== undefined && provider === DnsProvider.Cloudflare
        ? new cloudflare.DnsRecord(`${name}-${purpose}`, { zoneId, ...atCloudflare(judged) }, options)
        : new digitalocean.DnsRecord(`${name}-${purpose}`, { domain: zone, ...atDigitalOcean(judged, zone) }, options);
    });

    const names = [...new Set(records.map(({ record }) => record.name))].sort();
    this.names = pulumi.all(served.map((record) => record.id)).apply(() => names);
    this.registerOutputs({ names: this.names });
  }
}
