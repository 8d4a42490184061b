import type { MailKeys } from "./mail-keys";
import { mailProvider, names, outside } from "./names";

/** Where Postfix reaches the filters. */
export const filters = {
  provider: "inet:127.0.0.1:8891",
  outside: "inet:127.0.0.1:8892",
  dmarc: "inet:127.0.0.1:8893",
} as const;

/** OpenDKIM for either mail server, and OpenDMARC, which also checks SPF, for people outside. */
export function authenticationFiles(keys: MailKeys): Record<string, string> {
  return {
    "etc/opendkim/provider.pem": keys.provider,
    "etc/opendkim/outside.pem": keys.outside,
    "etc/opendkim/provider.conf": signer("provider", names.mail, "s") + `ExemptDomains ${outside.domains.join(",")}\n`,
    "etc/opendkim/outside.conf": signer("outside", names.outside, "sv") + "AlwaysAddARHeader yes\n",
    // Whoever logs in at the provider may send for any domain.
    "etc/opendkim/provider.signers": "* key\n",
    "etc/opendkim/outside.signers": outside.domains.map((domain) => `*@${domain} key\n`).join(""),
    ...Object.fromEntries(
      (["provider", "outside"] as const).map((name) => [
        `etc/opendkim/${name}.keys`,
        `key %:${mailProvider.selector}:/etc/opendkim/${name}.pem\n`,
      ]),
    ),
    "etc/opendmarc.conf": dmarc,
    "etc/systemd/system/opendkim.service": opendkimUnit("provider"),
    "etc/systemd/system/opendkim-outside.service": opendkimUnit("outside"),
    "etc/systemd/system/opendmarc.service": opendmarcUnit,
    "etc/systemd/system/multi-user.target.d/mail.conf":
      "[Unit]\nWants=opendkim.service opendkim-outside.service opendmarc.service\n",
  };
}

const signer = (name: "provider" | "outside", host: string, mode: string): string => `Mode ${mode}
Socket ${filters[name].replace(/^(inet):(.*):(\d+)$/, "$1:$3@$2")}
UserID opendkim
AuthservID ${host}
Canonicalization relaxed/relaxed
OversignHeaders From
KeyTable file:/etc/opendkim/${name}.keys
SigningTable refile:/etc/opendkim/${name}.signers
RequireSafeKeys no
Nameservers 127.0.0.1
Syslog yes
LogWhy yes
`;

const dmarc = `Socket ${filters.dmarc.replace(/^(inet):(.*):(\d+)$/, "$1:$3@$2")}
UserID opendmarc
AuthservID ${names.outside}
TrustedAuthservIDs ${names.outside}
IgnoreAuthenticatedClients true
RejectFailures true
SPFSelfValidate true
SPFIgnoreResults true
PublicSuffixList /usr/share/publicsuffix/public_suffix_list.dat
Syslog true
`;

const opendkimUnit = (name: "provider" | "outside"): string => `[Unit]
Description=DKIM signatures (${name})
After=network.target named.service

[Service]
ExecStart=/usr/sbin/opendkim -f -x /etc/opendkim/${name}.conf
Restart=on-failure
`;

const opendmarcUnit = `[Unit]
Description=DMARC checks
After=network.target named.service

[Service]
ExecStart=/usr/sbin/opendmarc -f -c /etc/opendmarc.conf
Restart=on-failure
`;
