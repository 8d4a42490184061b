import { recoverFirst } from "../database/way-back";
import { sandbox } from "../remote/sandbox";
import { keptDirectory } from "../remote/kept-settings";
import type { DocumentsSettings } from "./documents-settings";
import { functionsPath } from "./documents-functions";
import { cacheSocket, cacheUnit, cronUnit, environment, phpSocket, program } from "./nextcloud-places";
import { etc, unit, user } from "./places";
import { shortSize } from "./sizes";

/** Settings of PHP for pages and the command line. */
export function phpIni({ data, uploadLimit }: DocumentsSettings): string {
  const limit = shortSize(uploadLimit);
  return `; Made by Open Infrastructure, changes are lost.
memory_limit = 512M
upload_max_filesize = ${limit}
post_max_size = ${limit}
max_execution_time = 3600
max_input_time = 3600
output_buffering = 0
expose_php = Off
; An upload rests here until it is whole, on the disk that it ends on.
upload_tmp_dir = ${data}/temporary
sys_temp_dir = ${data}/temporary
session.save_path = /var/lib/open-infrastructure-documents
session.gc_probability = 1
session.gc_divisor = 1000
session.gc_maxlifetime = 86400
session.cookie_secure = On
apc.enable_cli = 1
apc.shm_size = 64M
opcache.memory_consumption = 160
opcache.interned_strings_buffer = 24
opcache.max_accelerated_files = 20000
opcache.revalidate_freq = 2
; The sandbox lets nobody write code at run time.
pcre.jit = 0
opcache.jit = disable
`;
}

/** Processes that answer. They are there while there is something to do. */
export const fpmConfig = `; Made by Open Infrastructure, changes are lost.
[global]
error_log = syslog
syslog.ident = documents
daemonize = no

[documents]
listen = ${phpSocket}
listen.group = www-data
listen.mode = 0660
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
# nginx reaches the socket as that.
SupplementaryGroups=www-data
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
SystemCallFilter=set_mempolicy`;
}

/** Settings of the cache: nothing in it is needed again after a restart. */
export const cacheConfig = `# Made by Open Infrastructure, changes are lost.
port 0
unixsocket ${cacheSocket}
unixsocketperm 700
daemonize no
supervised systemd
save ""
appendonly no
dir /run/open-infrastructure-documents-cache
maxmemory 96mb
maxmemory-policy allkeys-lru
`;

/** The cache's unit; \`@cache@\` says which program the machine has. */
export const cacheService = `[Unit]
Description=Documents: what is asked for again and again
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=notify
User=${user}
Group=${user}
ExecStart=/usr/bin/@cache@-server ${etc}/cache.conf
RuntimeDirectory=open-infrastructure-documents-cache
RuntimeDirectoryMode=0700
# A container has this very directory.
RuntimeDirectoryPreserve=yes
Restart=always
RestartSec=2
${sandbox()}
`;

/** Uploads that were given up. */
export const temporaryFiles = ({ data }: DocumentsSettings): string => `d ${data}/temporary 0700 ${user} ${user} 2d\n`;

/** Nextcloud's command line, for root. A password in the environment stays there: arguments can be seen by others. */
export const occCommand = `#!/bin/sh
# open-infrastructure-occ ARGUMENT…: Nextcloud's command line. Made by Open Infrastructure, changes are lost.
cd / && unset HOME
export LC_ALL=C.UTF-8 ${environment}
exec setpriv --reuid=${user} --regid=${user} --init-groups php ${program}/occ --no-ansi --no-interaction "$@"
`;
