import { accounts, type CodeHostingSettings } from "./code-hosting-settings";
import { appIni } from "./places";

const { administrator, bot } = accounts;

/** Script text for Forgejo and Gitea: the administrator and the bot, with the tokens that programs on the machine use. */
export function forgejoAdministrator({ domain }: CodeHostingSettings): string {
  return `# account NAME OPTION…: an account that is not a person's, whose first password nobody knows.
account() {
  name=$1
  shift
  exists "$name" ||
    forge --config "$etc/app.ini" admin user create --username "$name" --email "$name@noreply.${domain}" \\
      --random-password --random-password-length 40 --must-change-password=false "$@" >/dev/null
}
# token FILE NAME SCOPES: a token that works. It is shown once, when it is made, in the last line.
token() {
  if works "$1"; then return 0; fi
  (umask 077 && forge --config "$etc/app.ini" admin user generate-access-token --username "$2" \\
    --token-name "open-infrastructure $(date +%s)" --scopes "$3" --raw | tail -n 1 >"$1.new")
  grep -qx '[0-9a-f]\\{40\\}' "$1.new" || fail "$software made no token for $2"
  mv "$1.new" "$1"
}
account ${administrator} --admin
token "$etc/admin-token" ${administrator} all
if [ ! -s "$etc/admin-password" ]; then
  (umask 077 && random >"$etc/admin-password.new")
  must PATCH /admin/users/${administrator} "$(jq -n --rawfile password "$etc/admin-password.new" '{source_id: 0, login_name: "${administrator}", password: $password}')"
  mv "$etc/admin-password.new" "$etc/admin-password"
fi
account ${bot}
token "$etc/bot-token" ${bot} read:user,read:repository,write:issue`;
}

/** The same for Gogs, as the function `accounts`. Gogs takes a first password as an argument only, where the list of processes shows it. */
export function gogsAccounts({ domain }: CodeHostingSettings): string {
  return `# token FILE NAME PASSWORD-FILE: a token that works. It is shown once, when it is made.
token() {
  if works "$1"; then return 0; fi
  (umask 077 && printf 'user = "%s:%s"\\n' "$2" "$(cat "$3")" |
    curl -fsS --config - --noproxy '*' --max-time 60 -H 'Content-Type: application/json' \\
      --data "{\\"name\\": \\"open-infrastructure $(date +%s)\\"}" "$base/api/v1/users/$2/tokens" | jq -r .sha1 >"$1.new")
  grep -qx '[0-9a-f]\\{40\\}' "$1.new" || fail "$software made no token for $2"
  mv "$1.new" "$1"
}
# accounts [CONFIGURATION]: with it, the administrator is made. Nobody else may reach the forge then.
accounts() {
  known=$etc/admin-password
  if [ ! -s "$known" ]; then
    known=$etc/secrets/first-password
    made first-password random
    exists ${administrator} ||
      forge admin create-user --name ${administrator} --email ${administrator}@noreply.${domain} --admin \\
        --password "$(cat "$known")" --config "$1"
  fi
  token "$etc/admin-token" ${administrator} "$known"
  if [ ! -s "$etc/admin-password" ]; then
    (umask 077 && random >"$etc/admin-password.new")
    must PATCH /admin/users/${administrator} "$(jq -n --rawfile password "$etc/admin-password.new" '{email: "${administrator}@noreply.${domain}", password: $password}')"
    mv "$etc/admin-password.new" "$etc/admin-password"
    rm "$known"
  fi
  made bot-password random
  exists ${bot} ||
    must POST /admin/users "$(jq -n --rawfile password "$etc/secrets/bot-password" '{username: "${bot}", email: "${bot}@noreply.${domain}", password: $password}')"
  token "$etc/bot-token" ${bot} "$etc/secrets/bot-password"
}`;
}

const first = "open-infrastructure-code-first.service";

/** The first password of Gogs' administrator is replaced before Gogs listens where anybody but its own user and root can try it. */
export const gogsFirst = `if [ ! -s "$etc/admin-password" ]; then
  halt
  systemctl stop ${first} 2>/dev/null || true
  private=/run/open-infrastructure-code-first
  rm -rf "$private"
  install -d -m 0700 -o git -g git "$private"
  printf 'unix-socket = "%s/socket"\\n' "$private" >"$private/.curlrc"
  sed "s|^PROTOCOL = .*|PROTOCOL = unix|; s|^HTTP_ADDR = .*|HTTP_ADDR = $private/socket|" ${appIni} >"$private/app.ini"
  systemd-run --quiet --collect --unit=${first} --uid=git --gid=git --working-directory="$data" \\
    --setenv=USER=git --setenv=HOME="$data" --setenv=GOGS_WORK_DIR="$data" "$program" web --config "$private/app.ini"
  export CURL_HOME="$private"
  answers || { journalctl --quiet --output=cat --unit=${first} --lines=40; fail "$software $version doesn't start"; }
  accounts "$private/app.ini"
  unset CURL_HOME
  systemctl stop ${first}
  rm -rf "$private"
fi`;
