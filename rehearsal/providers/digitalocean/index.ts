import { bridgedProvider } from "../bridged";
import { dnsRecord } from "./dns-record";
import { domain } from "./domain";
import { droplet } from "./droplet";
import { firewall } from "./firewall";
import { functions } from "./functions";
import { monitorAlert, uptimeAlert, uptimeCheck } from "./monitoring";
import { project } from "./project";
import { reservedIp, reservedIpAssignment } from "./reserved-ip";
import { sshKey } from "./ssh-key";
import { tag } from "./tag";
import { volume, volumeAttachment } from "./volume";

/** The `digitalocean` provider; its cloud is the world. */
export const provider = bridgedProvider({
  name: "digitalocean",
  // renovate: datasource=npm depName=@pulumi/digitalocean
  version: "4.80.1",
  framework: "sdk",
  resources: {
    "digitalocean:index/dnsRecord:DnsRecord": dnsRecord,
    "digitalocean:index/domain:Domain": domain,
    "digitalocean:index/droplet:Droplet": droplet,
    "digitalocean:index/firewall:Firewall": firewall,
    "digitalocean:index/monitorAlert:MonitorAlert": monitorAlert,
    "digitalocean:index/project:Project": project,
    "digitalocean:index/reservedIp:ReservedIp": reservedIp,
    "digitalocean:index/reservedIpAssignment:ReservedIpAssignment": reservedIpAssignment,
    "digitalocean:index/sshKey:SshKey": sshKey,
    "digitalocean:index/tag:Tag": tag,
    "digitalocean:index/uptimeAlert:UptimeAlert": uptimeAlert,
    "digitalocean:index/uptimeCheck:UptimeCheck": uptimeCheck,
    "digitalocean:index/volume:Volume": volume,
    "digitalocean:index/volumeAttachment:VolumeAttachment": volumeAttachment,
  },
  functions,
});
