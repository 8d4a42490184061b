. /usr/local/lib/open-infrastructure/code.sh
# gogs 0.14.3, cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd
install -d -m 0750 -g git "$etc"
install -d -m 0700 "$etc/secrets"
made secret-key random
:
for name in mail-user mail-password; do (umask 077 && : >"$etc/secrets/$name"); done
(umask 077 && printf '%s\n' "$mail_user" >"$etc/secrets/mail-user" && printf '%s\n' "$mail_password" >"$etc/secrets/mail-password")
now="$software $version $database $wanted"
settle
begin_upgrade "$now"
ini=$(spliced <<'END'
BRAND_NAME = code.example.org
RUN_USER = git
RUN_MODE = prod

[server]
PROTOCOL = http
HTTP_ADDR = 127.0.0.1
HTTP_PORT = 3000
DOMAIN = code.example.org
EXTERNAL_URL = https://code.example.org/
LOCAL_ROOT_URL = http://127.0.0.1:3000/
APP_DATA_PATH = /srv/data/code/data
OFFLINE_MODE = true
LANDING_URL = /
DISABLE_ROUTER_LOG = true
START_SSH_SERVER = false
SSH_DOMAIN = code.example.org
SSH_PORT = 22
SSH_ROOT_PATH = /srv/data/code/.ssh
MINIMUM_KEY_SIZE_CHECK = true

[ssh.minimum_key_sizes]
ED25519 = 256
ECDSA = -1
RSA = 3072
DSA = -1

[repository]
ROOT = /srv/data/code/repositories
DEFAULT_BRANCH = main
FORCE_PRIVATE = false
MAX_CREATION_LIMIT = 0

[database]
TYPE = postgres
HOST = /run/postgresql
NAME = code
USER = git
PASSWORD = 
SSL_MODE = disable

[security]
INSTALL_LOCK = true
SECRET_KEY = @secret-key@
LOGIN_REMEMBER_DAYS = 7
COOKIE_SECURE = true
LOCAL_NETWORK_ALLOWLIST = ci.example.org

[auth]
DISABLE_REGISTRATION = true
ENABLE_REGISTRATION_CAPTCHA = false
REQUIRE_SIGNIN_VIEW = false
TRUSTED_PROXY_IPS = 127.0.0.0/8,::1/128

[user]
ENABLE_EMAIL_NOTIFICATION = true

[session]
PROVIDER = file
PROVIDER_CONFIG = /srv/data/code/data/sessions
COOKIE_NAME = code_session
COOKIE_SECURE = true

[lfs]
OBJECTS_PATH = /srv/data/code/lfs
OBJECTS_TEMP_PATH = /srv/data/code/data/tmp/lfs-objects

[attachment]
PATH = /srv/data/code/data/attachments

[picture]
AVATAR_UPLOAD_PATH = /srv/data/code/data/avatars
REPOSITORY_AVATAR_UPLOAD_PATH = /srv/data/code/data/repo-avatars
DISABLE_GRAVATAR = true
ENABLE_FEDERATED_AVATAR = false

[repository.upload]
TEMP_PATH = /srv/data/code/data/tmp/uploads

[email]
ENABLED = true
SUBJECT_PREFIX = `[code.example.org] `
HOST = smtp.example.net:2525
FROM = code@example.org
USER = `@mail-user@`
PASSWORD = `@mail-password@`

[prometheus]
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
Description=Code hosting with gogs
After=network-online.target postgresql.service
Wants=network-online.target postgresql.service
RequiresMountsFor=/srv/data
OnFailure=open-infrastructure-notify@%N.service
StartLimitIntervalSec=5min
StartLimitBurst=5

[Service]
Type=exec
ExecStartPost=/bin/sh -c 'until curl -fs -o /dev/null --noproxy "*" --max-time 2 http://127.0.0.1:3000/healthcheck; do sleep 0.2; done'
User=git
Group=git
WorkingDirectory=/srv/data/code
Environment=USER=git HOME=/srv/data/code GOGS_WORK_DIR=/srv/data/code
ExecStartPre=+/bin/sh -euc '. /usr/local/lib/open-infrastructure/code.sh; alone --nonblock || exit 0; recover'
ExecStart=/usr/local/lib/open-infrastructure/code/gogs web --config /etc/open-infrastructure/code/app.ini
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
  :
  note open-infrastructure-code.service
fi
# token FILE NAME PASSWORD-FILE: a token that works. It is shown once, when it is made.
token() {
  if works "$1"; then return 0; fi
  (umask 077 && printf 'user = "%s:%s"\n' "$2" "$(cat "$3")" |
    curl -fsS --config - --noproxy '*' --max-time 60 -H 'Content-Type: application/json' \
      --data "{\"name\": \"open-infrastructure $(date +%s)\"}" "$base/api/v1/users/$2/tokens" | jq -r .sha1 >"$1.new")
  grep -qx '[0-9a-f]\{40\}' "$1.new" || fail "$software made no token for $2"
  mv "$1.new" "$1"
}
# accounts [CONFIGURATION]: with it, the administrator is made. Nobody else may reach the forge then.
accounts() {
  known=$etc/admin-password
  if [ ! -s "$known" ]; then
    known=$etc/secrets/first-password
    made first-password random
    exists administrator ||
      forge admin create-user --name administrator --email administrator@noreply.code.example.org --admin \
        --password "$(cat "$known")" --config "$1"
  fi
  token "$etc/admin-token" administrator "$known"
  if [ ! -s "$etc/admin-password" ]; then
    (umask 077 && random >"$etc/admin-password.new")
    must PATCH /admin/users/administrator "$(jq -n --rawfile password "$etc/admin-password.new" '{email: "administrator@noreply.code.example.org", password: $password}')"
    mv "$etc/admin-password.new" "$etc/admin-password"
    rm "$known"
  fi
  made bot-password random
  exists ci-bot ||
    must POST /admin/users "$(jq -n --rawfile password "$etc/secrets/bot-password" '{username: "ci-bot", email: "ci-bot@noreply.code.example.org", password: $password}')"
  token "$etc/bot-token" ci-bot "$etc/secrets/bot-password"
}
if [ ! -s "$etc/admin-password" ]; then
  halt
  systemctl stop open-infrastructure-code-first.service 2>/dev/null || true
  private=/run/open-infrastructure-code-first
  rm -rf "$private"
  install -d -m 0700 -o git -g git "$private"
  printf 'unix-socket = "%s/socket"\n' "$private" >"$private/.curlrc"
  sed "s|^PROTOCOL = .*|PROTOCOL = unix|; s|^HTTP_ADDR = .*|HTTP_ADDR = $private/socket|" /etc/open-infrastructure/code/app.ini >"$private/app.ini"
  systemd-run --quiet --collect --unit=open-infrastructure-code-first.service --uid=git --gid=git --working-directory="$data" \
    --setenv=USER=git --setenv=HOME="$data" --setenv=GOGS_WORK_DIR="$data" "$program" web --config "$private/app.ini"
  export CURL_HOME="$private"
  answers || { journalctl --quiet --output=cat --unit=open-infrastructure-code-first.service --lines=40; fail "$software $version doesn't start"; }
  accounts "$private/app.ini"
  unset CURL_HOME
  systemctl stop open-infrastructure-code-first.service
  rm -rf "$private"
fi
systemctl --quiet is-enabled open-infrastructure-code.service || systemctl --quiet enable open-infrastructure-code.service
if changed open-infrastructure-code.service /etc/open-infrastructure/code/app.ini /etc/systemd/system/open-infrastructure-code.service; then
  systemctl restart open-infrastructure-code.service || give_up "$software $version doesn't start"
else
  running open-infrastructure-code.service
fi
answers || give_up "$software $version doesn't answer"
end_upgrade "$now"
tidy "$software"
accounts
put /etc/ssh/sshd_config.d/50-open-infrastructure-code.conf 0644 root:root <<'END'
# Made by Open Infrastructure, changes are lost.
Match User git
  AuthorizedKeysFile /srv/data/code/.ssh/authorized_keys
  AcceptEnv GIT_PROTOCOL
  PermitTTY no
  # People have several keys, which their programs try one after the other.
  MaxAuthTries 6
END
if changed /etc/ssh/sshd_config.d/50-open-infrastructure-code.conf; then
  sshd -t || { rm -f /etc/ssh/sshd_config.d/50-open-infrastructure-code.conf; fail "sshd refuses the settings for git, they are gone again"; }
  systemctl try-reload-or-restart ssh
fi