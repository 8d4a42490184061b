import { postgresql } from "../database/postgresql";
import { putText } from "../remote/file";
import { keepSettings } from "../remote/kept-settings";
import type { CiSettings } from "./ci-settings";
import { makeSecrets } from "./ci-secrets";
import { joinForge } from "./oauth-application";
import { fetchRelease, programPath } from "./release";
import { accountScript, ciFunctions, ciUnit, startScript } from "./server-unit";
import { ciDirectory, ciFunctionsPath, woodpeckerSettings, woodpeckerUnit } from "./woodpecker-server";

/** Script: Woodpecker's server, joined with the forge, on loopback. */
export function woodpeckerScript(settings: CiSettings): string {
  const release = settings.release!;
  const key = `WOODPECKER_${settings.forge.software.toUpperCase()}`;
  const { dataDirectory } = settings;
  return `${keepSettings("ci", dataDirectory)}
${putText({ path: ciFunctionsPath, content: ciFunctions(settings) })}
. ${ciFunctionsPath}
of=$(installed)
of=\${of%% *}
case $of in
drone-*) fail "software: the builds on this machine are Drone's, and can't be turned into Woodpecker's" ;;
esac
[ "\${of:-${release.version}}" = ${release.version} ] || [ -e ${programPath(release)} ] ||
  fail "release.version: the data on this machine is of Woodpecker $of, which isn't installed here: install that version again before you upgrade"
packages curl jq openssl
${postgresql({ database: "woodpecker", user: "woodpecker", dataDirectory, settings: ciDirectory })}
${accountScript("woodpecker", "/var/lib/woodpecker")}
settle
${fetchRelease(release)}
now="${release.version} $wanted"
${makeSecrets({ WOODPECKER_AGENT_SECRET: 32, WOODPECKER_GRPC_SECRET: 32 })}
${joinForge(settings, { id: `${key}_CLIENT`, secret: `${key}_SECRET`, callback: "/authorize" })}
begin_upgrade "$now"
${putText({ path: `${ciDirectory}/settings.env`, content: woodpeckerSettings(settings), mode: "0600" })}
${putText({ path: `/etc/systemd/system/${ciUnit}`, content: woodpeckerUnit(settings) })}
${startScript(settings)}`;
}
