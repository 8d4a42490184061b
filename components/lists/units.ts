import { sandbox } from "../remote/sandbox";
import type { MailingListsSettings } from "./lists-settings";
import { relayRefuses } from "./relay-program";
import {
  etc,
  fetchUnit,
  pagesEnvironment,
  pagesUser,
  programs,
  settingsDirectory,
  watchUnit,
  webSocketDirectory,
} from "./places";

/** Debian's unit of the core, confined, and after the database it really uses. */
export function coreDropIn({ dataDirectory, data }: MailingListsSettings): string {
  return `# Made by Open Infrastructure, changes are lost.
[Unit]
After=network-online.target postgresql.service
Wants=network-online.target postgresql.service
RequiresMountsFor=${dataDirectory}
OnFailure=open-infrastructure-notify@%N.service
StartLimitIntervalSec=10min
StartLimitBurst=10

[Service]
# What was under way when Mailman was last stopped may be set aside as if it were broken.
ExecStartPre=-/usr/bin/mailman -C /etc/mailman3/mailman.cfg unshunt
TimeoutStopSec=2min
Restart=always
RestartSec=2
${sandbox({ network: true, writes: [data, "/var/log/mailman3", "/run/mailman3"] })}
UMask=0027
`;
}

/** Debian's unit of the pages, confined, and never root nor nginx. */
export function webDropIn({ dataDirectory, data }: MailingListsSettings): string {
  return `# Made by Open Infrastructure, changes are lost.
[Unit]
After=network-online.target postgresql.service
Wants=network-online.target postgresql.service
RequiresMountsFor=${dataDirectory}
OnFailure=open-infrastructure-notify@%N.service
StartLimitIntervalSec=10min
StartLimitBurst=10

[Service]
User=${pagesUser}
Group=${pagesUser}
Environment=${pagesEnvironment.join(" ")}
# After an upgrade as at first.
ExecStartPre=/usr/bin/python3 /usr/share/mailman3-web/manage.py migrate --no-input --verbosity 0
ExecStart=
ExecStart=/usr/bin/uwsgi --ini ${settingsDirectory}/open-infrastructure-uwsgi.ini
KillSignal=SIGTERM
TimeoutStartSec=30min
TimeoutStopSec=30
Restart=always
RestartSec=2
${sandbox({ network: true, writes: [`${data}/pages`, webSocketDirectory] })}
UMask=0027
`;
}

/** Fetches mail as it comes. */
export function fetchService({ dataDirectory, data }: MailingListsSettings): string {
  return `[Unit]
Description=Fetch mail for the mailing lists
After=network-online.target mailman3.service
Wants=network-online.target
RequiresMountsFor=${dataDirectory}
OnFailure=open-infrastructure-notify@%N.service

[Service]
User=list
Group=list
ExecStart=/usr/bin/python3 ${programs}/fetch ${settingsDirectory}/getmailrc ${data}/fetched
LoadCredential=password:${etc}/secrets/mailbox-password
Restart=always
RestartSec=20
${sandbox({ network: true, writes: [`${data}/fetched`] })}

[Install]
WantedBy=multi-user.target
`;
}

/** Looks whether mail moves; if not, somebody is told. */
export function watchService({ dataDirectory, data }: MailingListsSettings): string {
  return `[Unit]
Description=Look whether mail for the mailing lists moves
RequiresMountsFor=${dataDirectory}
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
User=list
Group=list
ExecStart=/bin/sh ${programs}/watch ${data}
${sandbox()}
`;
}

/** When. */
export const watchTimer = `[Unit]
Description=Look whether mail for the mailing lists moves, every six hours

[Timer]
OnBootSec=1h
OnUnitActiveSec=6h

[Install]
WantedBy=timers.target
`;

/** Somebody who is to act should know at once, and not when it is looked for next. */
export function watchPath({ data }: MailingListsSettings): string {
  return `[Unit]
Description=Look whether mail for the mailing lists moves, when the relay refuses it

[Path]
PathChanged=${data}/data/${relayRefuses}

[Install]
WantedBy=multi-user.target
`;
}

/** The files of these units. */
export const unitPaths = {
  core: "/etc/systemd/system/mailman3.service.d/open-infrastructure.conf",
  web: "/etc/systemd/system/mailman3-web.service.d/open-infrastructure.conf",
  fetch: `/etc/systemd/system/${fetchUnit}`,
  watch: `/etc/systemd/system/${watchUnit}.service`,
  watchTimer: `/etc/systemd/system/${watchUnit}.timer`,
  watchPath: `/etc/systemd/system/${watchUnit}.path`,
};
