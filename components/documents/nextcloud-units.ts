import { recoverFirst } from "../database/way-back";
import { sandbox } from "../remote/sandbox";
import { keptDirectory } from "../remote/kept-settings";
import type { DocumentsSettings } from "./documents-settings";
import { functionsPath } from "./documents-functions";
import { environment, phpSocket, program } from "./nextcloud-places";
import { etc, user } from "./places";
import { answeringUnit, laterUnit } from "./shared-units";

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
export const phpUnit = (documents: DocumentsSettings): string =>
  answeringUnit(
    documents,
    "Nextcloud",
    `Type=notify
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
UMask=0027`,
  );

/** What pages leave for later. */
export const cronService = (documents: DocumentsSettings): string =>
  laterUnit(
    documents,
    `${worker(documents)}
ExecStart=/usr/bin/php -f ${program}/cron.php
UMask=0027`,
  );

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
