import type { MailingListsSettings } from "./lists-settings";
import { databases, ports, relayModule, settingsDirectory } from "./places";

/** `mailman.cfg`: the core. `@…@` is what a secret of that name holds. */
export function mailmanCfg({ owner, relay }: MailingListsSettings): string {
  return `# Made by Open Infrastructure, changes are lost.
[mailman]
site_owner: ${owner}
layout: debian

[paths.debian]
var_dir: /var/lib/mailman3
queue_dir: $var_dir/queue
bin_dir: /usr/lib/mailman3/bin
list_data_dir: $var_dir/lists
log_dir: /var/log/mailman3
lock_dir: $var_dir/locks
data_dir: $var_dir/data
cache_dir: $var_dir/cache
etc_dir: /etc/mailman3
ext_dir: $var_dir/ext
messages_dir: $var_dir/messages
archive_dir: $var_dir/archives
template_dir: $var_dir/templates
pid_file: /run/mailman3/master.pid
lock_file: $lock_dir/master.lck

[database]
class: mailman.database.postgresql.PostgreSQLDatabase
url: postgresql:///${databases.core.database}

[logging.debian]
format: %(asctime)s (%(process)d) %(message)s
datefmt: %b %d %H:%M:%S %Y
propagate: no
level: info
path: mailman.log

[webservice]
hostname: 127.0.0.1
port: ${ports.rest}
use_https: no
show_tracebacks: no
api_version: 3.1
admin_user: restadmin
# With a colon, Debian's scripts would find it and write it into files that everybody can read.
admin_pass = @rest-password@
workers: 1

# No mail server on this machine: mail is fetched, and leaves through another's.
[mta]
incoming: mailman.mta.null.NullMTA
outgoing: ${relayModule}.deliver
lmtp_host: 127.0.0.1
lmtp_port: ${ports.lmtp}
smtp_host: ${relay.server}
smtp_port: ${relay.port}
smtp_secure_mode: ${relay.port === 465 ? "smtps" : "starttls"}
smtp_verify_cert: yes
smtp_verify_hostname: yes
smtp_user: @relay-user@
smtp_pass: @relay-password@
max_recipients: ${relay.maxRecipients}
verp_confirmations: yes
delivery_retry_period: 5d

# Refused for now: tried again after this.
[runner.retry]
sleep_time: 5m

[archiver.hyperkitty]
class: mailman_hyperkitty.Archiver
enable: yes
configuration: ${settingsDirectory}/mailman-hyperkitty.cfg

[archiver.prototype]
enable: no
`;
}

/** How the core hands posts to the archive. */
export const hyperkittyCfg = `# Made by Open Infrastructure, changes are lost.
[general]
base_url: http://127.0.0.1:${ports.web}/hyperkitty/
api_key: @archiver-key@
`;
