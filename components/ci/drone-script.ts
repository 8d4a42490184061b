import { postgresql } from "../database/postgresql";
import { putText } from "../remote/file";
import { keepSettings } from "../remote/kept-settings";
import { quote } from "../remote/shell";
import type { CiSettings } from "./ci-settings";
import { makeSecrets, secretValue } from "./ci-secrets";
import { droneSettings, droneUnit } from "./drone-server";
import { signInProgram, signInTool } from "./drone-sign-in";
import { joinForge } from "./oauth-application";
import { accountScript, ciFunctions, ciUnit, startScript } from "./server-unit";
import { ciDirectory, ciFunctionsPath, ciPorts } from "./woodpecker-server";

/** Where the code hosting keeps the password of its first administrator. */
export const adminPassword = "/etc/open-infrastructure/code/admin-password";

const giteaApplication = { id: "DRONE_GITEA_CLIENT_ID", secret: "DRONE_GITEA_CLIENT_SECRET", callback: "/login" };

/** Script: Drone's server, out of its image and without Docker, known to the forge, on loopback. */
export function droneScript(settings: CiSettings): string {
  const image = settings.image!;
  const digest = image.slice(-64);
  const wanted = `drone-server-${digest.slice(0, 16)}`;
  const root = `/usr/local/lib/open-infrastructure/${wanted}`;
  const gogs = settings.forge.software === "gogs";
  const { dataDirectory } = settings;
  return `${keepSettings("ci", dataDirectory)}
${putText({ path: ciFunctionsPath, content: ciFunctions(settings) })}
. ${ciFunctionsPath}
wanted=${wanted}
now=$wanted
of=$(installed)
case $of in
*woodpecker-*) fail "software: the builds on this machine are Woodpecker's, and can't be turned into Drone's" ;;
esac
[ "\${of:-$wanted}" = $wanted ] || [ -x "$programs/$of/bin/drone-server" ] ||
  fail "image: the data on this machine is of the image sha256:\${of#drone-server-}…, which isn't installed here: install that image again before you take another"
packages curl jq openssl skopeo umoci
${postgresql({ database: "drone", user: "drone", dataDirectory, settings: ciDirectory })}
${accountScript("drone", "/var/lib/drone")}
settle
if [ ! -x ${root}/bin/drone-server ]; then
  fetched=$(mktemp -d)
  # The digest says what is wanted; no policy file is needed to judge it.
  skopeo --insecure-policy copy --retry-times 5 ${quote(`docker://${image}`)} "oci:$fetched/image:drone" ||
    fail "the image ${image} can't be fetched"
  umoci unpack --image "$fetched/image:drone" "$fetched/bundle"
  [ -x "$fetched/bundle/rootfs/bin/drone-server" ] || fail "image: there is no /bin/drone-server in ${image}"
  rm -rf ${root} ${root}.new
  mv -T "$fetched/bundle/rootfs" ${root}.new
  mkdir -p ${root}.new/etc/ssl/certs ${root}.new/run/postgresql ${root}.new/var/lib/drone
  for file in resolv.conf hosts nsswitch.conf ssl/certs/ca-certificates.crt; do
    [ -e "${root}.new/etc/$file" ] || : >"${root}.new/etc/$file"
  done
  mv -T ${root}.new ${root}
  rm -rf "$fetched"
fi
${makeSecrets({ DRONE_RPC_SECRET: 16, DRONE_DATABASE_SECRET: 16, DRONE_COOKIE_SECRET: 16 })}
# Drone takes a token of its own for its first administrator, and prints it when it makes the account.
if ! grep -qs '^DRONE_USER_CREATE=' ${ciDirectory}/secrets.env; then
  made=$(openssl rand -hex 16)
  { cat ${ciDirectory}/secrets.env; echo "DRONE_USER_CREATE=username:${settings.forge.adminUser},admin:true,token:$made"; } | put ${ciDirectory}/secrets.env 0600 root:root
fi
${gogs ? `drop ${ciDirectory}/application.env` : joinForge(settings, giteaApplication)}
begin_upgrade "$now"
${putText({ path: `${ciDirectory}/settings.env`, content: droneSettings(settings), mode: "0600" })}
${putText({ path: `/etc/systemd/system/${ciUnit}`, content: droneUnit(root, settings) })}
${startScript(settings)}
${gogs ? firstLogin(settings) : `drop ${signInTool}`}`;
}

/**
 * Gogs has no OAuth: Drone asks for a password once, to make a token that it keeps. It is done here for the administrator, in whose
 * name webhooks are made and repositories read. What Drone has is tried first: Gogs shows a token once, a second login fails.
 */
function firstLogin({ forge }: CiSettings): string {
  return `${putText({ path: signInTool, content: signInProgram, mode: "0755" })}
drone() {
  printf 'header = "Authorization: Bearer %s"\\n' ${secretValue("DRONE_USER_CREATE")} | sed 's/Bearer .*token:/Bearer /' |
    curl --config - -fsS --max-time 120 -o /dev/null -X "$1" "http://127.0.0.1:${ciPorts.web}$2"
}
if ! drone POST '/api/user/repos?async=false'; then
  [ -s ${adminPassword} ] || fail "${adminPassword} is missing: the code hosting has to be on this machine"
  # A token of a Drone that lost its data. Where Gogs keeps its data in a file, it has to be deleted by hand.
  ${signInTool} ${forge.adminUser} || true
  led=$({ printf 'data-urlencode = "password=%s"\\n' "$(cat ${adminPassword})"; } |
    curl --config - -sS --max-time 60 -o /dev/null -w '%{redirect_url}' --data-urlencode 'username=${forge.adminUser}' http://127.0.0.1:${ciPorts.web}/login)
  case $led in
  */login/error*) fail "Drone can't sign in to Gogs as ${forge.adminUser}: \${led#*message=}; delete the token called drone in the settings of that account and run this again" ;;
  esac
  drone POST '/api/user/repos?async=false' || fail "Drone can't read the repositories of ${forge.adminUser}"
fi`;
}
