import { bridgedProvider } from "../bridged";
import { dnsRecord } from "./dns-record";
import { functions } from "./functions";

/** The `cloudflare` provider, as far as DNS records go. */
export const provider = bridgedProvider({
  name: "cloudflare",
  // renovate: datasource=npm depName=@pulumi/cloudflare
  version: "6.22.1",
  framework: "plugin-framework",
  resources: { "cloudflare:index/dnsRecord:DnsRecord": dnsRecord },
  functions,
});
