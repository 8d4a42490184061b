. /usr/local/lib/open-infrastructure/code.sh
# forgejo 15.0.9, abababababababababababababababababababababababababababababababab
install -d -m 0750 -g git "$etc"
install -d -m 0700 "$etc/secrets"
made secret-key random
switched=/usr/local/lib/open-infrastructure/$wanted/$software
made internal-token as_git "$switched" generate secret INTERNAL_TOKEN
made lfs-jwt as_git "$switched" generate secret LFS_JWT_SECRET
made oauth2-jwt as_git "$switched" generate secret JWT_SECRET
for name in mail-user mail-password; do (umask 077 && : >"$etc/secrets/$name"); done
(umask 077 && printf '%s\n' "$mail_user" >"$etc/secrets/mail-user" && printf '%s\n' "$mail_password" >"$etc/secrets/mail-password")
now="$software $version $database $wanted"
settle
begin_upgrade "$now"
ini=$(spliced <<'END'
APP_NAME = code.example.org
RUN_MODE = prod
RUN_USER = git
WORK_PATH = /srv/data/code

[server]
PROTOCOL = http
HTTP_ADDR = 127.0.0.1
HTTP_PORT = 3000
DOMAIN = code.example.org
ROOT_URL = https://code.example.org/
APP_DATA_PATH = /srv/data/code/data
OFFLINE_MODE = true
LANDING_PAGE = home
SSH_DOMAIN = code.example.org
SSH_PORT = 22
SSH_USER = git
START_SSH_SERVER = false
SSH_CREATE_AUTHORIZED_KEYS_FILE = false
LFS_START_SERVER = true
LFS_JWT_SECRET = @lfs-jwt@
ENABLE_GZIP = false

[ssh.minimum_key_sizes]
ED25519 = 256
ED25519-SK = 256
ECDSA = -1
ECDSA-SK = 256
RSA = 3072
DSA = -1

[database]
DB_TYPE = postgres
HOST = /run/postgresql
NAME = code
USER = git
SSL_MODE = disable

[repository]
ROOT = /srv/data/code/repositories
DEFAULT_BRANCH = main
DEFAULT_PRIVATE = private
USE_COMPAT_SSH_URI = false
MAX_CREATION_LIMIT = 0

[lfs]
PATH = /srv/data/code/lfs

[security]
INSTALL_LOCK = true
SECRET_KEY = @secret-key@
INTERNAL_TOKEN = @internal-token@
DISABLE_GIT_HOOKS = true
DISABLE_QUERY_AUTH_TOKEN = true
LOGIN_REMEMBER_DAYS = 7
MIN_PASSWORD_LENGTH = 12
REVERSE_PROXY_LIMIT = 1
REVERSE_PROXY_TRUSTED_PROXIES = 127.0.0.0/8,::1/128

[oauth2]
JWT_SECRET = @oauth2-jwt@

[service]
DISABLE_REGISTRATION = true
SHOW_REGISTRATION_BUTTON = false
REQUIRE_SIGNIN_VIEW = false
DEFAULT_KEEP_EMAIL_PRIVATE = true
DEFAULT_ALLOW_CREATE_ORGANIZATION = false
ENABLE_NOTIFY_MAIL = true
NO_REPLY_ADDRESS = noreply.code.example.org

[openid]
ENABLE_OPENID_SIGNIN = false
ENABLE_OPENID_SIGNUP = false

[session]
PROVIDER = db
COOKIE_SECURE = true
COOKIE_NAME = code_session

[webhook]
ALLOWED_HOST_LIST = external,ci.example.org

[picture]
DISABLE_GRAVATAR = true
ENABLE_FEDERATED_AVATAR = false

[mailer]
ENABLED = true
PROTOCOL = smtp+starttls
SMTP_ADDR = smtp.example.net
SMTP_PORT = 2525
FROM = code@example.org
USER = `@mail-user@`
PASSWD = `@mail-password@`

[indexer]
ISSUE_INDEXER_TYPE = db
REPO_INDEXER_ENABLED = false

[actions]
ENABLED = false

[federation]
ENABLED = false

[api]
ENABLE_SWAGGER = false

[other]
SHOW_FOOTER_VERSION = false
SHOW_FOOTER_TEMPLATE_LOAD_TIME = false

[cron.update_checker]
ENABLED = false

[log]
MODE = console
LEVEL = Warn
ROOT_PATH = /srv/data/code/log

END
)
printf '%s\n' "$ini" | put /etc/open-infrastructure/code/app.ini 0640 root:git
put /etc/systemd/system/open-infrastructure-code.service 0644 root:root <<'END'
[Unit]
Description=Code hosting with forgejo
After=network-online.target postgresql.service
Wants=network-online.target postgresql.service
RequiresMountsFor=/srv/data
OnFailure=open-infrastructure-notify@%N.service
StartLimitIntervalSec=5min
StartLimitBurst=5

[Service]
Type=notify
User=git
Group=git
WorkingDirectory=/srv/data/code
Environment=USER=git HOME=/srv/data/code GITEA_WORK_DIR=/srv/data/code
ExecStartPre=+/bin/sh -euc '. /usr/local/lib/open-infrastructure/code.sh; alone --nonblock || exit 0; recover'
ExecStart=/usr/local/lib/open-infrastructure/code/forgejo web --config /etc/open-infrastructure/code/app.ini
TimeoutStartSec=10min
TimeoutStopSec=2min
Restart=always
RestartSec=2
LimitNOFILE=65536
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ReadWritePaths=/srv/data/code
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
# Pushes are large now and then; what a push needs, git takes.
OOMScoreAdjust=100
UMask=0027

[Install]
WantedBy=multi-user.target
END
if changed /etc/systemd/system; then systemctl daemon-reload; fi
switch_to "$wanted"
if [ "$was" != "$now" ]; then
  as_git "$program" --config "$etc/app.ini" migrate || give_up "$software $version can't take over the database"
  note open-infrastructure-code.service
fi
:
systemctl --quiet is-enabled open-infrastructure-code.service || systemctl --quiet enable open-infrastructure-code.service
if changed open-infrastructure-code.service /etc/open-infrastructure/code/app.ini /etc/systemd/system/open-infrastructure-code.service; then
  systemctl restart open-infrastructure-code.service || give_up "$software $version doesn't start"
else
  running open-infrastructure-code.service
fi
answers || give_up "$software $version doesn't answer"
end_upgrade "$now"
tidy "$software"
# account NAME OPTION…: an account that is not a person's, whose first password nobody knows.
account() {
  name=$1
  shift
  exists "$name" ||
    forge --config "$etc/app.ini" admin user create --username "$name" --email "$name@noreply.code.example.org" \
      --random-password --random-password-length 40 --must-change-password=false "$@" >/dev/null
}
# token FILE NAME SCOPES: a token that works. It is shown once, when it is made, in the last line.
token() {
  if works "$1"; then return 0; fi
  (umask 077 && forge --config "$etc/app.ini" admin user generate-access-token --username "$2" \
    --token-name "open-infrastructure $(date +%s)" --scopes "$3" --raw | tail -n 1 >"$1.new")
  grep -qx '[0-9a-f]\{40\}' "$1.new" || fail "$software made no token for $2"
  mv "$1.new" "$1"
}
account administrator --admin
token "$etc/admin-token" administrator all
if [ ! -s "$etc/admin-password" ]; then
  (umask 077 && random >"$etc/admin-password.new")
  must PATCH /admin/users/administrator "$(jq -n --rawfile password "$etc/admin-password.new" '{source_id: 0, login_name: "administrator", password: $password}')"
  mv "$etc/admin-password.new" "$etc/admin-password"
fi
account ci-bot
token "$etc/bot-token" ci-bot read:user,read:repository,write:issue
put /etc/ssh/sshd_config.d/50-open-infrastructure-code.conf 0644 root:root <<'END'
# Made by Open Infrastructure, changes are lost.
Match User git
  AuthorizedKeysFile none
  AuthorizedKeysCommand /usr/local/lib/open-infrastructure/code/forgejo --config /etc/open-infrastructure/code/app.ini keys --expected git --username %u --type %t --content %k
  AuthorizedKeysCommandUser git
  AcceptEnv GIT_PROTOCOL
  PermitTTY no
  # People have several keys, which their programs try one after the other.
  MaxAuthTries 6
END
if changed /etc/ssh/sshd_config.d/50-open-infrastructure-code.conf; then
  sshd -t || { rm -f /etc/ssh/sshd_config.d/50-open-infrastructure-code.conf; fail "sshd refuses the settings for git, they are gone again"; }
  systemctl try-reload-or-restart ssh
fi