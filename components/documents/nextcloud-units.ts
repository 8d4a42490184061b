import { recoverFirst } from "../database/way-back";
import { sandbox } from "../remote/sandbox";
import { keptDirectory } from "../remote/kept-settings";
import type { DocumentsSettings } from "./documents-settings";
import { functionsPath } from "./documents-functions";
import { environment, phpSocket, program } from "./nextcloud-places";
import { cacheUnit, cronUnit, etc, unit, user } from "./places";

/** Processes that answer. They are there while there is something to do. */
export const fpmConfig = `; Made by Open Infrastructure, changes are lost.
[global]
error_log = syslog
syslog.ident = documents
daemonize = no

[documents]
listen = ${phpSocket}
; nginx, as the user that it is, and no other of that user's group.
listen.acl_users = www-data
listen.mode = 0600
pm = ondemand
pm.max_children = 16
pm.process_idle_timeout = 60s
pm.max_requests = 1000
catch_workers_output = yes
decorate_workers_output = no
clear_env = no
`;

/** PHP's unit. Which PHP the machine has, \`@php@\` says. */
export function phpUnit(documents: DocumentsSettings): string {
  return `[Unit]
Description=Documents with Nextcloud
After=network-online.target postgresql.service ${cacheUnit}
Wants=network-online.target postgresql.service ${cacheUnit}
RequiresMountsFor=${documents.dataDirectory}
OnFailure=open-infrastructure-notify@%N.service
StartLimitIntervalSec=5min
StartLimitBurst=5

[Service]
Type=notify
${recoverFirst(functionsPath)}
TimeoutStartSec=1h
${worker(documents)}
ExecStart=/usr/sbin/php-fpm@php@ --fpm-config ${etc}/fpm.conf
ExecReload=/bin/kill -USR2 $MAINPID
RuntimeDirectory=open-infrastructure-documents
RuntimeDirectoryMode=0711
StateDirectory=open-infrastructure-documents
StateDirectoryMode=0700
TimeoutStopSec=2min
Restart=always
RestartSec=2
OOMScoreAdjust=100
UMask=0027

[Install]
WantedBy=multi-user.target
`;
}

/** What pages leave for later. */
export function cronService(documents: DocumentsSettings): string {
  return `[Unit]
Description=Documents: what pages leave for later
PartOf=${unit}
After=postgresql.service ${cacheUnit}
Wants=${cacheUnit}
RequiresMountsFor=${documents.dataDirectory}
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
${worker(documents)}
ExecStart=/usr/bin/php -f ${program}/cron.php
TimeoutStartSec=4h
UMask=0027
`;
}

/** Every five minutes. */
export const cronTimerUnit = `[Unit]
Description=Documents: what pages leave for later, every five minutes
PartOf=${unit}

[Timer]
OnBootSec=2min
OnUnitInactiveSec=5min
Unit=${cronUnit}

[Install]
WantedBy=${unit}
`;

function worker({ data, dataDirectory }: DocumentsSettings): string {
  const kept = keptDirectory("documents", dataDirectory);
  return `User=${user}
Group=${user}
Environment=${environment}
${sandbox({ network: true, writes: [data, `${kept}/config`, `${kept}/config.php`] })}
# A library of ImageMagick's asks for it when it is loaded, on Debian 12.
SystemCallFilter=set_mempolicy
# Not the cloud's metadata.
IPAddressDeny=169.254.0.0/16`;
}

/** Nextcloud's command line, for root. A password in the environment stays there: arguments can be seen by others. */
export const occCommand = `#!/bin/sh
# open-infrastructure-occ ARGUMENT…: Nextcloud's command line. Made by Open Infrastructure, changes are lost.
cd / && unset HOME
export LC_ALL=C.UTF-8 ${environment}
exec setpriv --reuid=${user} --regid=${user} --init-groups php ${program}/occ --no-ansi --no-interaction "$@"
`;
