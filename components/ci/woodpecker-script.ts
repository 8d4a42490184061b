import { postgresql } from "../database/postgresql";
import { putText } from "../remote/file";
import { keepSettings } from "../remote/kept-settings";
import type { CiSettings } from "./ci-settings";
import { makeSecrets } from "./ci-secrets";
import { joinForge } from "./oauth-application";
import { fetchRelease, programPath, useRelease } from "./release";
import { accountScript, answers, ciUnit, startScript } from "./server-unit";
import { ciDirectory, woodpeckerSettings, woodpeckerUnit } from "./woodpecker-server";

/** Script: Woodpecker's server, joined with the forge, on loopback. */
export function woodpeckerScript(settings: CiSettings): string {
  const release = settings.release!;
  const key = `WOODPECKER_${settings.forge.software.toUpperCase()}`;
  const { dataDirectory } = settings;
  return `${keepSettings("ci", dataDirectory)}
of=$(cat ${ciDirectory}/installed 2>/dev/null || echo ${release.version})
[ "$of" = ${release.version} ] || [ -e ${programPath(release)} ] ||
  fail "release.version: the data on this machine is of Woodpecker $of, which isn't installed here: install that version again before you upgrade"
packages curl jq openssl
${postgresql({ database: "woodpecker", user: "woodpecker", dataDirectory, settings: ciDirectory })}
${accountScript("woodpecker", "/var/lib/woodpecker")}
${fetchRelease(release)}
${makeSecrets({ WOODPECKER_AGENT_SECRET: 32, WOODPECKER_GRPC_SECRET: 32 })}
${joinForge(settings, { id: `${key}_CLIENT`, secret: `${key}_SECRET`, callback: "/authorize" })}
${putText({ path: `${ciDirectory}/settings.env`, content: woodpeckerSettings(settings), mode: "0600" })}
${putText({ path: `/etc/systemd/system/${ciUnit}`, content: woodpeckerUnit(settings) })}
kept=/var/lib/open-infrastructure/ci/$used.dump
if [ -n "$used" ] && [ "$used" != "$wanted" ]; then
  rm -f /var/lib/open-infrastructure/ci/*.dump
  install -d -m 0700 /var/lib/open-infrastructure/ci
  systemctl stop ${ciUnit}
  (umask 077 && as_postgres pg_dump --format=custom woodpecker >"$kept.new")
  mv "$kept.new" "$kept"
fi
${useRelease(release)}
${startScript}
if ! ${answers("/healthz")}; then
  if [ -z "$used" ] || [ "$used" = "$wanted" ]; then fail "Woodpecker doesn't answer, see: journalctl -u ${ciUnit}"; fi
  systemctl stop ${ciUnit}
  as_postgres pg_restore --clean --if-exists --dbname=woodpecker <"$kept"
  use "$used"
  systemctl start ${ciUnit}
  fail "Woodpecker ${release.version} doesn't answer: $before with its data of before is back"
fi
echo ${release.version} | put ${ciDirectory}/installed 0644 root:root`;
}
