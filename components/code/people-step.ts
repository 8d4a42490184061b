import type * as pulumi from "@pulumi/pulumi";
import type { PersonArgs } from "../people";
import { raw, sh } from "../remote/shell";
import type { CodeHostingSettings } from "./code-hosting-settings";
import { functionsPath } from "./forge-functions";

/** Script: everybody has an account with their keys, and whoever left can't sign in any more. Nothing of anybody is deleted but the keys that came from the list. */
export function peopleScript(forge: CodeHostingSettings): pulumi.Output<string> {
  const { software, people } = forge;
  return sh`
    . ${functionsPath}
    ${raw(functions)}
    ${raw(software === "gogs" ? gogsFunctions : forgejoFunctions)}
    install -d -m 0700 "$etc/first-passwords"
    touch "$etc/people"
    people=${people.map(({ name }) => name).join(" ")}
    # Known before they are made, so that nobody is forgotten by a run that is cut off.
    for name in $people; do grep -qx "$name" "$etc/people" || echo "$name" >>"$etc/people"; done
    ${raw(people.map(welcome).join("\n"))}
    sort "$etc/people" | while read -r name; do
      case " $people " in *" $name "*) continue ;; esac
      leave "$name"
      # Last, since whoever is in the file and not in the list is looked at again by the next run.
      sed -i "/^$name\$/d" "$etc/people"
    done
    ${raw(organisations)}
  `;
}

function welcome({ name, mail, sshKeys = [] }: PersonArgs): string {
  return `person ${name} ${mail} <<'END'
${sshKeys.map((key) => `${key}\n`).join("")}END`;
}

const functions = `# id_of NAME
id_of() { query "SELECT id FROM \\"user\\" WHERE lower_name = '$1'"; }

# bare: of keys, the type and the key without the comment.
bare() { awk 'NF { print $1 " " $2 }'; }

# keys NAME: number, title and key of each of their keys.
keys() {
  must GET "/users/$1/keys?limit=50"
  printf '%s' "$answer" | jq -r '.[] | "\\(.id)\\t\\(.title)\\t\\(.key)"'
}

# update_keys NAME <KEYS: those of the list are there, and of those that came from the list no others. Their own stay.
update_keys() {
  person=$1
  listed=$(cat)
  present=$(keys "$person")
  printf '%s\\n' "$present" | while IFS='	' read -r id title key; do
    case $title in "from the list"*) ;; *) continue ;; esac
    printf '%s\\n' "$listed" | bare | grep -qxF "$(echo "$key" | bare)" || remove_key "$person" "$id"
  done
  printf '%s\\n' "$listed" | while read -r type key comment; do
    [ -n "$key" ] || continue
    printf '%s\\n' "$present" | cut -f3 | bare | grep -qxF "$type $key" ||
      must POST "/admin/users/$person/keys" "$(jq -n --arg key "$type $key" --arg title "from the list: \${comment:-no comment}, $(printf '%s' "$key" | sha256sum | cut -c1-8)" '{key: $key, title: $title}')"
  done
}

# person NAME MAIL <KEYS
person() {
  listed_keys=$(cat)
  if ! exists "$1"; then
    [ -s "$etc/first-passwords/$1" ] || (umask 077 && random >"$etc/first-passwords/$1")
    create "$1" "$2" "$etc/first-passwords/$1"
  fi
  admit "$1" "$2"
  printf '%s\\n' "$listed_keys" | update_keys "$1"
}

# leave NAME: the account stays, nobody gets in with it, and what it could still be used for is said.
leave() {
  exists "$1" || return 0
  bar "$1"
  update_keys "$1" </dev/null
  rm -f "$etc/first-passwords/$1"
  echo "$1 left: the account is disabled, nothing of it is deleted. What remains:"
  id=$(id_of "$1")
  query "SELECT '  access token: ' || name FROM access_token WHERE uid = $id"
  query "SELECT '  key of their own: ' || name FROM public_key WHERE owner_id = $id"
  query "SELECT '  member of team: ' || org.name || '/' || team.name FROM team_user JOIN team ON team.id = team_user.team_id JOIN \\"user\\" org ON org.id = team.org_id WHERE team_user.uid = $id"
  query "SELECT '  collaborator of: ' || owner.name || '/' || repository.name FROM collaboration JOIN repository ON repository.id = collaboration.repo_id JOIN \\"user\\" owner ON owner.id = repository.owner_id WHERE collaboration.user_id = $id"
  query "SELECT '  owner of: ' || '$1/' || name FROM repository WHERE owner_id = $id"
}`;

/** People may have this many repositories. Others, whom an administrator made by hand, have the general limit, which is none. */
const repositoriesEach = 10000;

const forgejoFunctions = `create() {
  must POST /admin/users "$(jq -n --arg name "$1" --arg mail "$2" --rawfile password "$3" \\
    '{username: $name, email: $mail, password: $password, must_change_password: true, send_notify: false}')"
}
admit() {
  must PATCH "/admin/users/$1" "$(jq -n --arg name "$1" --arg mail "$2" \\
    '{source_id: 0, login_name: $name, email: $mail, active: true, prohibit_login: false, max_repo_creation: ${repositoriesEach}, allow_create_organization: true}')"
}
bar() { must PATCH "/admin/users/$1" "$(jq -n --arg name "$1" '{source_id: 0, login_name: $name, prohibit_login: true}')"; }
remove_key() { must DELETE "/admin/users/$1/keys/$2"; }`;

/** Gogs asks only on its pages whether somebody may sign in, so every other way in is taken away. Its API changes more than it is told to. */
const gogsFunctions = `create() {
  must POST /admin/users "$(jq -n --arg name "$1" --arg mail "$2" --rawfile password "$3" \\
    '{username: $name, email: $mail, password: $password, send_notify: false}')"
}
password() {
  must PATCH "/admin/users/$1" "$(jq -n --rawfile password "$2" --arg mail "$(query "SELECT email FROM \\"user\\" WHERE lower_name = '$1'")" \\
    --arg full "$(query "SELECT full_name FROM \\"user\\" WHERE lower_name = '$1'")" '{email: $mail, full_name: $full, password: $password}')"
}
admit() {
  if [ -n "$(query "SELECT 1 FROM \\"user\\" WHERE lower_name = '$1' AND prohibit_login")" ]; then
    (umask 077 && random >"$etc/first-passwords/$1")
    password "$1" "$etc/first-passwords/$1"
  fi
  query "UPDATE \\"user\\" SET email = '$2', is_active = true, prohibit_login = false, max_repo_creation = ${repositoriesEach} WHERE lower_name = '$1'"
}
remove_key() {
  query "DELETE FROM public_key WHERE id = $2"
  forge admin rewrite-authorized-keys --config "$etc/app.ini"
}
bar() {
  query "UPDATE \\"user\\" SET prohibit_login = true WHERE lower_name = '$1'"
  (umask 077 && random >"$etc/first-passwords/.$1")
  password "$1" "$etc/first-passwords/.$1"
  rm "$etc/first-passwords/.$1"
  id=$(id_of "$1")
  query "SELECT '  taken away, since Gogs would let it in: access token ' || name FROM access_token WHERE uid = $id"
  query "SELECT '  taken away, since Gogs would let it in: key ' || name FROM public_key WHERE owner_id = $id"
  query "DELETE FROM access_token WHERE uid = $id"
  query "DELETE FROM public_key WHERE owner_id = $id"
  forge admin rewrite-authorized-keys --config "$etc/app.ini"
}`;

/**
 * The limit is an owner's. That of organisations is none as well, unless it is raised, which outsiders get for none of theirs: Gogs lets
 * everybody make organisations. It also holds administrators to the limit.
 */
const organisations = `query "UPDATE \\"user\\" SET max_repo_creation = ${repositoriesEach} WHERE max_repo_creation = -1 AND (is_admin OR (type = 1 AND id IN (
  SELECT team.org_id FROM team JOIN team_user ON team_user.team_id = team.id JOIN \\"user\\" person ON person.id = team_user.uid
  WHERE team.lower_name = 'owners' AND (person.is_admin OR person.max_repo_creation <> -1))))"`;
