import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { mailProvider, names } from "./names";

/** Postfix and Dovecot: a mail provider that takes mail for every address there is. */
export function mailFiles(): Record<string, string> {
  return {
    "etc/mailname": `${names.mail}\n`,
    "etc/postfix/main.cf": mainCf,
    "etc/postfix/master.cf": masterCf,
    "etc/dovecot/dovecot.conf": dovecot,
  };
}

/** Where Dovecot keeps an address's messages. */
export function maildirOf(address: string): string {
  const [user, domain] = address.toLowerCase().split("@");
  return `srv/mail/${domain}/${user}/Maildir`;
}

/** A maildir's messages, oldest first, read or not. Their file names begin with the time. */
export function messagesIn(maildir: string): string[] {
  const directories = ["new", "cur"].map((name) => join(maildir, name)).filter((directory) => existsSync(directory));
  const files = directories.flatMap((directory) =>
    readdirSync(directory).map((name) => ({ name, file: join(directory, name) })),
  );
  return files
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }))
    .map(({ file }) => readFileSync(file, "utf8"));
}

const mainCf = `compatibility_level = 3.6
myhostname = ${names.mail}
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = all
inet_protocols = all
smtputf8_enable = no
biff = no
# Everybody's mail ends here: nothing ever leaves the rehearsal.
virtual_mailbox_domains = static:all
virtual_mailbox_maps = static:all
virtual_transport = lmtp:unix:private/dovecot-lmtp
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
smtpd_tls_cert_file = /etc/rehearsal/certificate.pem
smtpd_tls_key_file = /etc/rehearsal/key.pem
smtpd_tls_security_level = may
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_tls_auth_only = yes
maillog_file = /var/log/postfix.log
`;

const submission = (port: string, mode: string): string => `${port} inet n - n - - smtpd
  -o ${mode}
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
`;

const masterCf = `smtp inet n - n - - smtpd
${submission("587", "smtpd_tls_security_level=encrypt")}${submission("2525", "smtpd_tls_security_level=encrypt")}${submission("465", "smtpd_tls_wrappermode=yes")}pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
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
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;

const dovecot = `protocols = imap lmtp
listen = *, ::
mail_location = maildir:~/Maildir
mail_privileged_group = mail
first_valid_uid = 1
ssl = required
ssl_cert = </etc/rehearsal/certificate.pem
ssl_key = </etc/rehearsal/key.pem
auth_mechanisms = plain login
auth_username_format = %Lu
log_path = /var/log/dovecot.log
passdb {
  driver = static
  args = password=${mailProvider.password}
}
userdb {
  driver = static
  args = uid=mail gid=mail home=/srv/mail/%d/%n allow_all_users=yes
}
namespace inbox {
  inbox = yes
}
service lmtp {
  unix_listener /var/spool/postfix/private/dovecot-lmtp {
    mode = 0600
    user = postfix
    group = postfix
  }
}
service auth {
  unix_listener /var/spool/postfix/private/auth {
    mode = 0600
    user = postfix
    group = postfix
  }
}
`;
