import * as pulumi from "@pulumi/pulumi";
import { step } from "../remote/step";
import { plainName, demand } from "../validate";
import { DnsRecordType } from "./dns-record-args";
import { zoneLine } from "./dns-record-forms";
import { judgedLater, judgeRecord } from "./dns-record-rules";
import { DnsRecords } from "./dns-records";
import type { WrittenRecord } from "./dns-origin";
import { noteRecords, otherRecords } from "./dns-written";
import { judgeZone, placed, type PlacedRecord } from "./dns-zone";
import type { MailDnsArgs } from "./mail-dns-args";
import { mtaStsScript, policyHost } from "./mail-mta-sts";
import { mailPlan } from "./mail-plan";

/**
 * The DNS side of mail that somebody else hosts: where mail goes, who may send it, and what receivers do about forgeries.
 *
 * What a provider wants is known for the usual ones, and what can't work is refused before anything is touched.
 */
export class MailDns extends pulumi.ComponentResource {
  /** Names that the web server answers to for it, for A and AAAA records: that of the MTA-STS policy, if there is one. */
  public readonly names: pulumi.Output<string[]>;

  /** The records as a zone file writes them. Known once they are served. */
  public readonly records: pulumi.Output<string[]>;

  /** Header in which the provider of the lists' mailbox, or else of the organisation's mail, notes whom a mail was for. Empty if that isn't known. */
  public readonly envelopeHeader: pulumi.Output<string>;

  /** What tells senders of the MTA-STS policy's version. Empty without a policy. */
  public readonly mtaStsId: pulumi.Output<string>;

  /** How many of the ten look-ups that SPF may cost are used up. */
  public readonly spfLookups: pulumi.Output<number>;

  constructor(name: string, args: MailDnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("open-infrastructure:index:MailDns", name, args, opts);
    demand(this, "name", name, plainName);
    const { zone, provider, zoneId, host, ttl } = args;
    const plan = mailPlan(this, args);
    const { domain, policy } = plan;

    const ttlToo = ttl === undefined ? {} : { ttl };
    const own = ({ input, fields, record }: WrittenRecord): PlacedRecord =>
      placed(
        this,
        { input, fields: { name: input, value: input, ...fields, ttl: "ttl" }, record: { ...record, ...ttlToo } },
        zone,
      );
    const records = plan.records.map(own);
    const announcement = policy === undefined ? [] : [own(announced(domain, policy.id))];
    const all = [...records, ...announcement];
    for (const record of all) judgeRecord(this, record, provider);
    judgeZone(this, all, zone, provider, otherRecords(zone));
    const dns = new DnsRecords(
      `${name}-records`,
      {
        zone,
        provider,
        zoneId,
        records: records.map((record) => judgedLater(this, record, provider)),
      },
      { parent: this },
    );
    noteRecords(dns, name, zone, records);

    const served =
      policy === undefined || host === undefined
        ? undefined
        : step(`${name}-policy`, { host, script: mtaStsScript(name, domain, policy) }, { parent: this });
    // Senders are told of a policy once they can fetch it; mail itself doesn't wait for that.
    const told = announcement.map((written) => {
      const { value, ...record } = judgedLater(this, written, provider);
      const afterwards = pulumi.all([value, served?.id]).apply(([text]) => text);
      const records = [{ ...record, value: afterwards }];
      return new DnsRecords(`${name}-mta-sts`, { zone, provider, zoneId, records }, { parent: this });
    });
    for (const maker of told) noteRecords(maker, name, zone, announcement);

    this.names = pulumi.output(policy === undefined ? [] : [policyHost(domain)]);
    const lines = all.map(({ record }) => zoneLine(record));
    this.records = pulumi.all([pulumi.all(lines), dns.names, told[0]?.names]).apply(([known]) => known);
    this.envelopeHeader = pulumi.output(plan.envelopeHeader);
    this.mtaStsId = pulumi.output(policy?.id ?? "");
    this.spfLookups = pulumi.output(plan.spfLookups);
    this.registerOutputs({
      names: this.names,
      records: this.records,
      envelopeHeader: this.envelopeHeader,
      mtaStsId: this.mtaStsId,
      spfLookups: this.spfLookups,
    });
  }
}

function announced(domain: string, id: string): WrittenRecord {
  const record = { name: `_mta-sts.${domain}`, type: DnsRecordType.TXT, purpose: "id", value: `v=STSv1; id=${id};` };
  return { input: "mtaSts", record };
}
