import { mailProvider } from "./names";

/**
 * Dovecot. In catch-all domains every user's home is that of `catch-all`; LMTP gets one recipient at a time and writes into
 * Delivered-To whom the message was for.
 */
export const dovecotFile = `protocols = imap lmtp
listen = *, ::
mail_location = maildir:~/Maildir
mail_privileged_group = mail
mail_fsync = never
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
  args = uid=mail gid=mail home=/srv/mail/%d/%{if;%d;*;lists.*;catch-all;%n} allow_all_users=yes
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
