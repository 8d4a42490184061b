. /usr/local/lib/open-infrastructure/documents.sh
# owncloud 11.0.0, abababababababababababababababababababababababababababababababab
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
  'apps_paths' => [
    [
      'path' => '/var/www/owncloud/apps',
      'url' => '/apps',
      'writable' => false,
    ],
  ],
  'dbtype' => 'pgsql',
  'dbhost' => '/run/postgresql',
  'dbname' => 'documents',
  'dbuser' => 'documents',
  'dbpassword' => '',
  'dbtableprefix' => 'oc_',
  'memcache.local' => '\\OC\\Memcache\\APCu',
  'memcache.distributed' => '\\OC\\Memcache\\Redis',
  'memcache.locking' => '\\OC\\Memcache\\Redis',
  'filelocking.enabled' => true,
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
  'log_type' => 'owncloud',
  'logfile' => '/srv/data/documents/files/owncloud.log',
  'loglevel' => 2,
  'log_rotate_size' => 52428800,
  'upgrade.disable-web' => true,
  'web-updater.enabled' => false,
  'updatechecker' => false,
  'operation.mode' => 'single-instance',
  'defaultapp' => 'files',
  'skeletondirectory' => '',
  'knowledgebaseenabled' => false,
  'show_server_hostname' => false,
  'enabledPreviewProviders' => [
    'OC\\Preview\\PNG',
    'OC\\Preview\\JPEG',
    'OC\\Preview\\GIF',
    'OC\\Preview\\BMP',
    'OC\\Preview\\XBitmap',
    'OC\\Preview\\MarkDown',
    'OC\\Preview\\TXT',
  ],
  'preview_max_x' => 2048,
  'preview_max_y' => 2048,
  'preview_max_filesize_image' => 50,
];

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
put /etc/open-infrastructure/documents/apache.conf 0644 root:root <<'END'
# Made by Open Infrastructure, changes are lost.
<VirtualHost 127.0.0.1:8204>
  DocumentRoot /var/www/owncloud
  ErrorLog "|/bin/cat"
  <Directory /var/www/owncloud>
    AllowOverride All
    Options -Indexes +FollowSymlinks
    LimitRequestBody 0
  </Directory>
</VirtualHost>
END
      put /usr/local/sbin/open-infrastructure-occ 0755 root:root <<'END'
#!/bin/sh
# open-infrastructure-occ ARGUMENT…: ownCloud's command line; for user:add and user:resetpassword, OC_PASS may hold the password. Only
# maintenance:install asks: for the administrator's password, on standard input.
# Made by Open Infrastructure, changes are lost.
set -eu
cd /
given=$(mktemp /run/open-infrastructure-occ.XXXXXX)
trap 'rm -f "$given"' EXIT
if [ -n "${OC_PASS:-}" ]; then
  printf 'OC_PASS="%s"\n' "$(printf '%s' "$OC_PASS" | sed 's/["\\]/\\&/g')" >"$given"
fi
[ "${1:-}" = maintenance:install ] || set -- --no-interaction "$@"
# systemd reads dollars.
for word; do
  shift
  set -- "$@" "$(printf '%s' "$word" | sed 's/[$]/$$/g')"
done
systemd-run --quiet --wait --pipe --collect --property=EnvironmentFile="$given" --property=RootDirectory="$(readlink -f /usr/local/lib/open-infrastructure/owncloud)" \
  --property=User=documents \
  --property=Group=documents \
  '--property=Environment=APACHE_LISTEN=127.0.0.1:8204 APACHE_SERVER_NAME=documents.example.org APACHE_DOCUMENT_ROOT=/var/www/owncloud APACHE_RUN_USER=documents APACHE_RUN_GROUP=documents APACHE_RUN_DIR=/run/open-infrastructure-documents APACHE_LOCK_DIR=/run/open-infrastructure-documents OWNCLOUD_ERRORLOG_LOCATION=|/bin/cat PHP_INI_SCAN_DIR=:/etc/open-infrastructure/documents/php LANG=C.UTF-8 SHELL_INTERACTIVE=1' \
  --property=RootDirectoryStartOnly=yes \
  --property=MountAPIVFS=yes \
  '--property=BindReadOnlyPaths=/etc/passwd /etc/group' \
  '--property=BindReadOnlyPaths=/etc/ssl/certs/ca-certificates.crt /etc/resolv.conf /etc/hosts' \
  '--property=BindPaths=/run/postgresql /run/open-infrastructure-documents-cache /srv/data/documents /srv/data/settings/documents:/etc/open-infrastructure/documents' \
  --property=TemporaryFileSystem=/var/www/owncloud/apps-external:mode=1777 \
  --property=WorkingDirectory=/var/www/owncloud \
  --property=NoNewPrivileges=yes \
  --property=PrivateTmp=yes \
  --property=PrivateDevices=yes \
  --property=ProtectSystem=strict \
  --property=ProtectHome=yes \
  --property=ProtectKernelTunables=yes \
  --property=ProtectKernelModules=yes \
  --property=ProtectKernelLogs=yes \
  --property=ProtectControlGroups=yes \
  --property=ProtectClock=yes \
  --property=ProtectHostname=yes \
  --property=ProtectProc=invisible \
  '--property=RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6' \
  --property=RestrictNamespaces=yes \
  --property=RestrictRealtime=yes \
  --property=RestrictSUIDSGID=yes \
  --property=LockPersonality=yes \
  --property=MemoryDenyWriteExecute=yes \
  --property=RemoveIPC=yes \
  --property=SystemCallArchitectures=native \
  --property=SystemCallFilter=@system-service \
  '--property=SystemCallFilter=~@resources' \
  --property=CapabilityBoundingSet= \
  --property=UMask=0077 \
  --property=SystemCallFilter=set_mempolicy \
  --property=IPAddressDeny=169.254.0.0/16 \
  --property=ProcSubset=pid \
  --property=UMask=0027 \
  /usr/bin/occ --no-ansi "$@"
END
      put /etc/systemd/system/open-infrastructure-documents.service 0644 root:root <<'END'
[Unit]
Description=Documents with ownCloud
After=network-online.target postgresql.service open-infrastructure-documents-cache.service
Wants=network-online.target postgresql.service open-infrastructure-documents-cache.service
RequiresMountsFor=/srv/data
OnFailure=open-infrastructure-notify@%N.service
StartLimitIntervalSec=5min
StartLimitBurst=5

[Service]
User=documents
Group=documents
Environment=APACHE_LISTEN=127.0.0.1:8204 APACHE_SERVER_NAME=documents.example.org APACHE_DOCUMENT_ROOT=/var/www/owncloud APACHE_RUN_USER=documents APACHE_RUN_GROUP=documents APACHE_RUN_DIR=/run/open-infrastructure-documents APACHE_LOCK_DIR=/run/open-infrastructure-documents OWNCLOUD_ERRORLOG_LOCATION=|/bin/cat PHP_INI_SCAN_DIR=:/etc/open-infrastructure/documents/php LANG=C.UTF-8 SHELL_INTERACTIVE=1
# Not the link: systemd 252 takes none.
RootDirectory=/usr/local/lib/open-infrastructure/owncloud-11.0.0-abababab
RootDirectoryStartOnly=yes
MountAPIVFS=yes
# By them the image knows the user, whom it would otherwise invent.
BindReadOnlyPaths=/etc/passwd /etc/group
BindReadOnlyPaths=/etc/ssl/certs/ca-certificates.crt /etc/resolv.conf /etc/hosts
BindPaths=/run/postgresql /run/open-infrastructure-documents-cache /srv/data/documents /srv/data/settings/documents:/etc/open-infrastructure/documents
# ownCloud can't be installed where it couldn't keep apps of others.
TemporaryFileSystem=/var/www/owncloud/apps-external:mode=1777
WorkingDirectory=/var/www/owncloud
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
# A library of ImageMagick's, in the image, asks for it when it is loaded.
SystemCallFilter=set_mempolicy
# Not the cloud's metadata.
IPAddressDeny=169.254.0.0/16
ProcSubset=pid
UMask=0027
ExecStartPre=+/bin/sh -euc '. /usr/local/lib/open-infrastructure/documents.sh; alone --nonblock || exit 0; recover'
TimeoutStartSec=1h
ExecStart=/usr/bin/entrypoint /usr/bin/server
RuntimeDirectory=open-infrastructure-documents
RuntimeDirectoryMode=0700
StateDirectory=open-infrastructure-documents
StateDirectoryMode=0700
Restart=always
RestartSec=2
TimeoutStopSec=1min
OOMScoreAdjust=100

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
Environment=APACHE_LISTEN=127.0.0.1:8204 APACHE_SERVER_NAME=documents.example.org APACHE_DOCUMENT_ROOT=/var/www/owncloud APACHE_RUN_USER=documents APACHE_RUN_GROUP=documents APACHE_RUN_DIR=/run/open-infrastructure-documents APACHE_LOCK_DIR=/run/open-infrastructure-documents OWNCLOUD_ERRORLOG_LOCATION=|/bin/cat PHP_INI_SCAN_DIR=:/etc/open-infrastructure/documents/php LANG=C.UTF-8 SHELL_INTERACTIVE=1
# Not the link: systemd 252 takes none.
RootDirectory=/usr/local/lib/open-infrastructure/owncloud-11.0.0-abababab
RootDirectoryStartOnly=yes
MountAPIVFS=yes
# By them the image knows the user, whom it would otherwise invent.
BindReadOnlyPaths=/etc/passwd /etc/group
BindReadOnlyPaths=/etc/ssl/certs/ca-certificates.crt /etc/resolv.conf /etc/hosts
BindPaths=/run/postgresql /run/open-infrastructure-documents-cache /srv/data/documents /srv/data/settings/documents:/etc/open-infrastructure/documents
# ownCloud can't be installed where it couldn't keep apps of others.
TemporaryFileSystem=/var/www/owncloud/apps-external:mode=1777
WorkingDirectory=/var/www/owncloud
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
# A library of ImageMagick's, in the image, asks for it when it is loaded.
SystemCallFilter=set_mempolicy
# Not the cloud's metadata.
IPAddressDeny=169.254.0.0/16
ProcSubset=pid
UMask=0027
ExecStart=/usr/bin/occ system:cron
ExecStart=/usr/bin/occ dav:cleanup-chunks
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
  [ -s "$etc/admin-password" ] || (umask 077 && random >"$etc/admin-password")
# The answer to its question: arguments can be seen by others.
printf '%s\n' "$(cat "$etc/admin-password")" |
  /usr/local/sbin/open-infrastructure-occ maintenance:install --database=pgsql --database-host=/run/postgresql --database-name=documents --database-user=documents \
    --database-pass= --data-dir=/srv/data/documents/files --admin-user=administrator || fail "$software $version can't be installed"
elif [ "$was" != "$now" ]; then
  upgraded=0
occ upgrade || upgraded=$?
# 3 is: there was nothing to do.
case $upgraded in
0 | 3) ;;
*) give_up "$software $version can't take over the documents" ;;
esac
fi
if [ "$was" != "$now" ]; then note open-infrastructure-documents.service; note database; fi
systemctl --quiet is-enabled open-infrastructure-documents.service || systemctl --quiet enable open-infrastructure-documents.service
if changed open-infrastructure-documents.service /etc/open-infrastructure/documents/php /etc/systemd/system/open-infrastructure-documents.service /etc/open-infrastructure/documents/open-infrastructure.config.php /etc/open-infrastructure/documents/apache.conf; then
  systemctl reset-failed open-infrastructure-documents.service 2>/dev/null || true
  systemctl restart open-infrastructure-documents.service || give_up "$software $version doesn't start"
fi
systemctl --quiet is-active open-infrastructure-documents.service || systemctl start open-infrastructure-documents.service
answers || give_up "$software $version doesn't answer"
end_upgrade "$now"
rm -f "$etc/installing"
tidy "$software"
if changed database; then occ background:cron; fi
wanted_apps=
listed_apps='activity brute_force_protection comments files_mediaviewer files_pdfviewer files_sharing files_texteditor files_trashbin files_versions notifications password_policy provisioning_api systemtags twofactor_totp'
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
running open-infrastructure-documents-cron.timer