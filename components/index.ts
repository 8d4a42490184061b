export { CodeHosting } from "./code/code-hosting";
export {
  type CodeHostingArgs,
  type CodeHostingBackup,
  CodeHostingDatabase,
  type CodeHostingHealth,
  type CodeHostingReleaseArgs,
} from "./code/code-hosting-args";
export { CodeHostingSoftware } from "./code/releases";
export {
  type CiForgeArgs,
  type CiReleaseArgs,
  type CiRunnerServer,
  CiSoftware,
  type ContinuousIntegrationArgs,
  type ContinuousIntegrationBackup,
  type ContinuousIntegrationHealth,
} from "./ci/ci-args";
export { CiRunner } from "./ci/ci-runner";
export type { CiRunnerArgs, CiRunnerHealth, CiRunnerImageArgs, CiRunnerServerArgs } from "./ci/ci-runner-args";
export { ContinuousIntegration } from "./ci/continuous-integration";
export {
  type DnsCaaArgs,
  type DnsMachineArgs,
  DnsProvider,
  type DnsRecordArgs,
  DnsRecordType,
} from "./dns/dns-record-args";
export { DnsRecords, type DnsRecordsArgs } from "./dns/dns-records";
export { Documents } from "./documents/documents";
export type { DocumentsArgs, DocumentsBackup, DocumentsHealth, DocumentsReleaseArgs } from "./documents/documents-args";
export { DocumentsSoftware } from "./documents/releases";
export { MailDns } from "./dns/mail-dns";
export {
  type MailDkimArgs,
  type MailDmarcArgs,
  MailDmarcPolicy,
  type MailDnsArgs,
  type MailDomainArgs,
  type MailExchangerArgs,
  type MailListsArgs,
  type MailMtaStsArgs,
  MailMtaStsMode,
  MailProvider,
  type MailSenderArgs,
  MailZohoRegion,
} from "./dns/mail-dns-args";
export { ExistingHost, type ExistingHostArgs } from "./host/existing-host";
export { Host } from "./host/host";
export { type HostArgs, type HostDataVolumeArgs, HostImage } from "./host/host-args";
export type { NotifyArgs, NotifyMailArgs } from "./host/notify-args";
export type { ServiceMailArgs } from "./mail";
export {
  type MailingListAddresses,
  MailingListArchive,
  type MailingListArgs,
  MailingListPosting,
  type MailingListsArgs,
  type MailingListsBackup,
  type MailingListsHealth,
  type MailingListsMailboxArgs,
  type MailingListsRelayArgs,
  MailingListSubscription,
} from "./lists/lists-args";
export { MailingLists } from "./lists/mailing-lists";
export { type PersonArgs, Role } from "./people";
export type { HostConnectionArgs } from "./remote/connection";
export type { SecurityHeadersArgs } from "./web/headers";
export { WebServer, type WebServerAcmeArgs, type WebServerArgs, type WebServerBackup } from "./web/web-server";
export { Website } from "./web/website";
export type { WebsiteArgs, WebsiteBackup, WebsiteHealth } from "./web/website-args";
