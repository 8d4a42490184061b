export { DnsRecords, type DnsRecordsArgs } from "./dns/dns-records";
export {
  type DnsCaaArgs,
  type DnsMachineArgs,
  DnsProvider,
  type DnsRecordArgs,
  DnsRecordType,
} from "./dns/dns-record-args";
export { ExistingHost, type ExistingHostArgs } from "./host/existing-host";
export { Host } from "./host/host";
export { type HostArgs, HostImage } from "./host/host-args";
export type { NotifyArgs, NotifyMailArgs } from "./host/notify-args";
export { type PersonArgs, Role } from "./people";
export type { HostConnectionArgs } from "./remote/connection";
