. /usr/local/lib/open-infrastructure/documents.sh
# nextcloud 33.0.9, abababababababababababababababababababababababababababababababab
now="$software $version $wanted"
settle
login() { printf 'user = "%s:%s"\n' "$(printf '%s' "$1" | sed 's/["\\]/\\&/g')" "$(printf '%s' "$2" | sed 's/["\\]/\\&/g')"; }
probed=0
login "$mail_user" "$mail_password" |
  curl -sS --config - --ssl-reqd --connect-timeout 15 --max-time 60 --retry 2 --request NOOP --output /dev/null smtp://smtp.example.net:2525 || probed=$?
case $probed in
0) ;;
67) fail "mail: smtp.example.net refuses mail.user or mail.password" ;;
*) fail "mail: this machine can't send by smtp.example.net:2525, curl gives up with status $probed. Clouds block outgoing mail on 25, 465 and 587; 2525 is the usual way out" ;;
esac
begin_upgrade "$now"
install -d -m 0750 -g documents "$etc/"
install -d -m 0750 -o documents -g documents /etc/open-infrastructure/documents/config
[ -e /etc/open-infrastructure/documents/config.php ] || install -m 0640 -o documents -g documents /dev/null /etc/open-infrastructure/documents/config.php
# As the user whose directory it is: a link that waits there leads root nowhere.
for link in /etc/open-infrastructure/documents/config.php /etc/open-infrastructure/documents/open-infrastructure.config.php; do
  [ -L "/etc/open-infrastructure/documents/config/${link##*/}" ] || setpriv --reuid=documents --regid=documents --init-groups ln -s "../${link##*/}" /etc/open-infrastructure/documents/config/
done
install -d -m 0700 "$etc/secrets"
# As PHP writes them between quotes.
quoted() { printf '%s\n' "$1" | sed "s/[\\\\']/\\\\&/g"; }
(umask 077 && quoted "$mail_user" >"$etc/secrets/mail-user" && quoted "$mail_password" >"$etc/secrets/mail-password")
spliced <<'END' >"$etc/secrets/.config"
<?php
// Made by Open Infrastructure, changes are lost. A file of your own may say more: /etc/open-infrastructure/documents/config/z.config.php, which the user documents can read.
$CONFIG = [
  'trusted_domains' => [
    'documents.example.org',
  ],
  'trusted_proxies' => [],
  'overwrite.cli.url' => 'https://documents.example.org',
  'overwriteprotocol' => 'https',
  'datadirectory' => '/srv/data/documents/files',
  'tempdirectory' => '/srv/data/documents/temporary',
  'dbtype' => 'pgsql',
  'dbhost' => '/run/postgresql',
  'dbname' => 'documents',
  'dbuser' => 'documents',
  'dbpassword' => '',
  'setup_create_db_user' => false,
  'memcache.local' => '\\OC\\Memcache\\APCu',
  'memcache.distributed' => '\\OC\\Memcache\\Redis',
  'memcache.locking' => '\\OC\\Memcache\\Redis',
  'redis' => [
    'host' => '/run/open-infrastructure-documents-cache/cache.sock',
    'port' => 0,
    'timeout' => 1.5,
  ],
  'mail_smtpmode' => 'smtp',
  'mail_smtphost' => 'smtp.example.net',
  'mail_smtpport' => 2525,
  'mail_smtpsecure' => '',
  'mail_smtpauth' => true,
  'mail_smtpname' => '@mail-user@',
  'mail_smtppassword' => '@mail-password@',
  'mail_smtptimeout' => 20,
  'mail_from_address' => 'documents',
  'mail_domain' => 'example.org',
  'default_phone_region' => 'DE',
  'maintenance_window_start' => 1,
  'serverid' => 1,
  'log_type' => 'file',
  'logfile' => '/srv/data/documents/files/nextcloud.log',
  'loglevel' => 2,
  'log_rotate_size' => 52428800,
  'auth.bruteforce.protection.enabled' => true,
  'ratelimit.protection.enabled' => true,
  'allow_local_remote_servers' => false,
  'upgrade.disable-web' => true,
  'updatechecker' => false,
  'appstoreenabled' => false,
  'lookup_server' => '',
  'reference_opengraph' => false,
  'defaultapp' => 'files',
  'skeletondirectory' => '',
  'templatedirectory' => '',
  'simpleSignUpLink.shown' => false,
  'enabledPreviewProviders' => [
    'OC\\Preview\\PNG',
    'OC\\Preview\\JPEG',
    'OC\\Preview\\GIF',
    'OC\\Preview\\BMP',
    'OC\\Preview\\WebP',
    'OC\\Preview\\XBitmap',
    'OC\\Preview\\MarkDown',
    'OC\\Preview\\TXT',
  ],
  'preview_max_x' => 2048,
  'preview_max_y' => 2048,
  'preview_max_memory' => 256,
  'preview_max_filesize_image' => 50,
  'preview_concurrency_new' => 2,
  'preview_concurrency_all' => 4,
];
// Root's, like all code: no page changes what pages run.
$CONFIG['apps_paths'] = [['path' => OC::$SERVERROOT . '/apps', 'url' => '/apps', 'writable' => false]];

END
put /etc/open-infrastructure/documents/open-infrastructure.config.php 0640 root:documents <"$etc/secrets/.config"
rm "$etc/secrets/.config"
put /etc/open-infrastructure/documents/php/documents.ini 0644 root:root <<'END'
; Made by Open Infrastructure, changes are lost.
memory_limit = 512M
upload_max_filesize = 16G
post_max_size = 16G
max_execution_time = 3600
max_input_time = 3600
output_buffering = 0
expose_php = Off
; An upload rests here until it is whole, on the disk that it ends on.
upload_tmp_dir = /srv/data/documents/temporary
sys_temp_dir = /srv/data/documents/temporary
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
END
put /etc/open-infrastructure/documents/cache.conf 0644 root:root <<'END'
# Made by Open Infrastructure, changes are lost.
port 0
unixsocket /run/open-infrastructure-documents-cache/cache.sock
unixsocketperm 700
daemonize no
supervised systemd
save ""
appendonly no
dir /run/open-infrastructure-documents-cache
maxmemory 96mb
maxmemory-policy allkeys-lru
END
put /etc/tmpfiles.d/open-infrastructure-documents.conf 0644 root:root <<'END'
d /srv/data/documents/temporary 0700 documents documents 2d
END
put /etc/open-infrastructure/documents/fpm.conf 0644 root:root <<'END'
; Made by Open Infrastructure, changes are lost.
[global]
error_log = syslog
syslog.ident = documents
daemonize = no

[documents]
listen = /run/open-infrastructure-documents/php.sock
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
END
put /usr/local/sbin/open-infrastructure-occ 0755 root:root <<'END'
#!/bin/sh
# open-infrastructure-occ ARGUMENT…: Nextcloud's command line. Made by Open Infrastructure, changes are lost.
cd / && unset HOME
export LC_ALL=C.UTF-8 NEXTCLOUD_CONFIG_DIR=/etc/open-infrastructure/documents/config PHP_INI_SCAN_DIR=:/etc/open-infrastructure/documents/php
exec setpriv --reuid=documents --regid=documents --init-groups php /usr/local/lib/open-infrastructure/documents/occ --no-ansi --no-interaction "$@"
END
sed "s/@php@/$(php_version)/" <<'END' | put /etc/systemd/system/open-infrastructure-documents.service 0644 root:root
[Unit]
Description=Documents with Nextcloud
After=network-online.target postgresql.service open-infrastructure-documents-cache.service
Wants=network-online.target postgresql.service open-infrastructure-documents-cache.service
RequiresMountsFor=/srv/data
OnFailure=open-infrastructure-notify@%N.service
StartLimitIntervalSec=5min
StartLimitBurst=5

[Service]
Type=notify
ExecStartPre=+/bin/sh -euc '. /usr/local/lib/open-infrastructure/documents.sh; alone --nonblock || exit 0; recover'
TimeoutStartSec=1h
User=documents
Group=documents
Environment=NEXTCLOUD_CONFIG_DIR=/etc/open-infrastructure/documents/config PHP_INI_SCAN_DIR=:/etc/open-infrastructure/documents/php
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ReadWritePaths=/srv/data/documents /srv/data/settings/documents/config /srv/data/settings/documents/config.php
ProtectHome=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@resources
CapabilityBoundingSet=
UMask=0077
# A library of ImageMagick's asks for it when it is loaded, on Debian 12.
SystemCallFilter=set_mempolicy
# Not the cloud's metadata.
IPAddressDeny=169.254.0.0/16
ExecStart=/usr/sbin/php-fpm@php@ --fpm-config /etc/open-infrastructure/documents/fpm.conf
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

END
sed "s/@cache@/$cache/" <<'END' | put /etc/systemd/system/open-infrastructure-documents-cache.service 0644 root:root
[Unit]
Description=Documents: what is asked for again and again
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=notify
User=documents
Group=documents
ExecStart=/usr/bin/@cache@-server /etc/open-infrastructure/documents/cache.conf
RuntimeDirectory=open-infrastructure-documents-cache
RuntimeDirectoryMode=0700
# A container has this very directory.
RuntimeDirectoryPreserve=yes
Restart=always
RestartSec=2
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ProtectHome=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX
IPAddressDeny=any
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@resources
CapabilityBoundingSet=
UMask=0077

END
put /etc/systemd/system/open-infrastructure-documents-cron.service 0644 root:root <<'END'
[Unit]
Description=Documents: what pages leave for later
PartOf=open-infrastructure-documents.service
After=postgresql.service open-infrastructure-documents-cache.service open-infrastructure-documents.service
Wants=open-infrastructure-documents-cache.service
RequiresMountsFor=/srv/data
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
User=documents
Group=documents
Environment=NEXTCLOUD_CONFIG_DIR=/etc/open-infrastructure/documents/config PHP_INI_SCAN_DIR=:/etc/open-infrastructure/documents/php
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ReadWritePaths=/srv/data/documents /srv/data/settings/documents/config /srv/data/settings/documents/config.php
ProtectHome=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@resources
CapabilityBoundingSet=
UMask=0077
# A library of ImageMagick's asks for it when it is loaded, on Debian 12.
SystemCallFilter=set_mempolicy
# Not the cloud's metadata.
IPAddressDeny=169.254.0.0/16
ExecStart=/usr/bin/php -f /usr/local/lib/open-infrastructure/documents/cron.php
UMask=0027
TimeoutStartSec=4h
END
put /etc/systemd/system/open-infrastructure-documents-cron.timer 0644 root:root <<'END'
[Unit]
Description=Documents: what pages leave for later, every five minutes
PartOf=open-infrastructure-documents.service

[Timer]
OnActiveSec=2min
OnUnitInactiveSec=5min
Unit=open-infrastructure-documents-cron.service

[Install]
WantedBy=open-infrastructure-documents.service
END
if changed /etc/systemd/system; then systemctl daemon-reload; fi
# A container keeps the directory of the cache that it began with.
if changed /etc/open-infrastructure/documents/cache.conf /etc/systemd/system/open-infrastructure-documents-cache.service; then note open-infrastructure-documents.service; systemctl restart open-infrastructure-documents-cache.service; fi
systemctl --quiet is-active open-infrastructure-documents-cache.service || systemctl start open-infrastructure-documents-cache.service
switch_to "$wanted"
if [ -z "$was" ]; then
  begin_anew
  setpriv --reuid=documents --regid=documents --init-groups touch "$etc/config/CAN_INSTALL"
occ maintenance:install --database=pgsql --database-host=/run/postgresql --database-name=documents --database-user=documents \
  --database-pass= --data-dir=/srv/data/documents/files --disable-admin-user || fail "$software $version can't be installed"
elif [ "$was" != "$now" ]; then
  [ "$(state needsDbUpgrade)" = false ] || occ upgrade || give_up "$software $version can't take over the documents"
fi
if [ "$was" != "$now" ]; then note open-infrastructure-documents.service; note database; fi
systemctl --quiet is-enabled open-infrastructure-documents.service || systemctl --quiet enable open-infrastructure-documents.service
if changed open-infrastructure-documents.service /etc/open-infrastructure/documents/php /etc/systemd/system/open-infrastructure-documents.service /etc/open-infrastructure/documents/fpm.conf; then
  systemctl reset-failed open-infrastructure-documents.service 2>/dev/null || true
  systemctl restart open-infrastructure-documents.service || give_up "$software $version doesn't start"
fi
systemctl --quiet is-active open-infrastructure-documents.service || systemctl start open-infrastructure-documents.service
answers || give_up "$software $version doesn't answer"
end_upgrade "$now"
rm -f "$etc/installing"
tidy "$software"
if changed database; then
  occ db:add-missing-columns
  occ db:add-missing-indices
  occ db:add-missing-primary-keys
  occ maintenance:repair --include-expensive
  occ background:cron
fi
if ! exists administrator; then
  [ -s "$etc/admin-password" ] || (umask 077 && random >"$etc/admin-password")
  OC_PASS=$(cat "$etc/admin-password")
  export OC_PASS
  occ user:add --password-from-env --group=admin administrator
  unset OC_PASS
fi
wanted_apps=
listed_apps='activity bruteforcesettings comments files_downloadlimit files_pdfviewer files_reminders files_sharing files_trashbin files_versions logreader notifications password_policy photos privacy related_resources serverinfo sharebymail systemtags text twofactor_totp'
for app in $listed_apps; do
  if [ -d "$place$code/apps/$app" ]; then wanted_apps="$wanted_apps $app"; else echo "$software $version has no app $app"; fi
done
enabled=$(occ app:list --output=json | tail -n 1 | jq -r '.enabled | keys[]')
needed=$(jq -r '.alwaysEnabled[]' "$place$code/core/shipped.json")
for app in $wanted_apps; do
  echo "$enabled" | grep -qx "$app" || occ app:enable "$app"
done
for app in $enabled; do
  case "$wanted_apps " in *" $app "*) continue ;; esac
  echo "$needed" | grep -qx "$app" || occ app:disable "$app"
done
setting() {
  [ "$(query "SELECT configvalue FROM oc_appconfig WHERE appid = '$1' AND configkey = '$2'")" = "$3" ] || occ config:app:set "$1" "$2" --value="$3"
}
setting files default_quota '5 GB'
setting files_sharing outgoing_server2server_share_enabled no
setting files_sharing incoming_server2server_share_enabled no
setting core emailTestSuccessful 1
setting password_policy enforceHaveIBeenPwned 0
setting photos disable_places 1
running open-infrastructure-documents-cron.timer