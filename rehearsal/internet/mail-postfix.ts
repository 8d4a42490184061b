import { network } from "../machines/network";
import { filters } from "./mail-authentication";
import { names, outside } from "./names";

const outsideDomain = `/^(${outside.domains.map((domain) => domain.replaceAll(".", "[.]")).join("|")})$$/`;

/** What both servers have in common. They try again soon: nobody waits for an hour in a rehearsal. */
const common = `compatibility_level = 3.6
mydestination =
mynetworks = 127.0.0.0/8
smtputf8_enable = no
biff = no
virtual_transport = lmtp:unix:/var/spool/postfix/private/dovecot-lmtp
# Each message says in Delivered-To for whom it was, which LMTP can only say of one.
lmtp_destination_recipient_limit = 1
queue_run_delay = 5s
minimal_backoff_time = 5s
maximal_backoff_time = 15s
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
smtpd_tls_cert_file = /etc/rehearsal/certificate.pem
smtpd_tls_key_file = /etc/rehearsal/key.pem
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = /var/spool/postfix/private/auth
smtp_tls_security_level = may
milter_default_action = tempfail
multi_instance_enable = yes
`;

/** The provider. Mail to people outside goes to the server that DNS names; all other mail ends here: nothing leaves the rehearsal. */
const provider = `${common}myhostname = ${names.mail}
inet_interfaces = ${[network.internet.address, network.internet.ipv6Address, "127.0.0.1"].join(", ")}
inet_protocols = all
smtp_bind_address = ${network.internet.address}
virtual_mailbox_domains = regexp:{{!${outsideDomain} all}}
virtual_mailbox_maps = static:all
maillog_file = /var/log/postfix.log
multi_instance_wrapper = \${command_directory}/postmulti -p --
multi_instance_directories = /etc/postfix-outside
`;

/** The server of people outside, who reach everybody else by DNS. */
const outsideServer = `${common}myhostname = ${names.outside}
inet_interfaces = ${network.outside}
inet_protocols = ipv4
smtp_bind_address = ${network.outside}
virtual_mailbox_domains = ${outside.domains.join(", ")}
virtual_mailbox_maps = regexp:{{!/^nobody@/ all}}
transport_maps = regexp:{{/^full@(${outside.domains.join("|")})$$/ full:}}
maillog_file = /var/log/postfix-outside.log
queue_directory = /var/spool/postfix-outside
data_directory = /var/lib/postfix-outside
multi_instance_name = postfix-outside
`;

const submission = (port: string, mode: string, filter: string): string => `${port} inet n - n - - smtpd
  -o ${mode}
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
  -o smtpd_milters=${filter}
`;

const submissions = (filter: string): string =>
  submission("587", "smtpd_tls_security_level=encrypt", filter) +
  submission("2525", "smtpd_tls_security_level=encrypt", filter) +
  submission("465", "smtpd_tls_wrappermode=yes", filter);

const inner = `pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 5 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
full unix - n n - - pipe
  user=nobody argv=/bin/sh -c { echo 5.2.2 The mailbox is full; exit 69 }
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;

/** Postfix, twice. */
export const postfixFiles: Record<string, string> = {
  "etc/mailname": `${names.mail}\n`,
  "etc/postfix/main.cf": provider,
  "etc/postfix/master.cf": `smtp inet n - n - - smtpd\n${submissions(filters.provider)}${inner}`,
  "etc/postfix-outside/main.cf": outsideServer,
  "etc/postfix-outside/master.cf": `smtp inet n - n - - smtpd
  -o { smtpd_milters=${filters.outside}, ${filters.dmarc} }
${submissions(filters.outside)}${inner}`,
  "etc/tmpfiles.d/postfix-outside.conf":
    "d /var/spool/postfix-outside 0755 root root\nd /var/lib/postfix-outside 0700 postfix postfix\n",
};
