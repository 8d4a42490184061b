import { wayBack } from "../database/way-back";
import type { CiSettings } from "./ci-settings";
import { ciDirectory, ciPorts } from "./woodpecker-server";

/** The unit of the server, whatever it is. */
export const ciUnit = "open-infrastructure-ci.service";

/** The part of a step that makes a service's account. */
export function accountScript(user: string, home: string): string {
  return `echo 'u ${user} - "Continuous integration" ${home}' | put /etc/sysusers.d/open-infrastructure-${user}.conf 0644 root:root
getent passwd ${user} >/dev/null || systemd-sysusers /etc/sysusers.d/open-infrastructure-${user}.conf`;
}

/** Functions that look after the upgrades of a server. */
export function ciFunctions({ software, dataDirectory }: CiSettings): string {
  const functions = wayBack({
    service: "ci",
    unit: ciUnit,
    link: `${software}-server`,
    installed: `${ciDirectory}/installed`,
    files: ["settings", "application"].map((name) => `${ciDirectory}/${name}.env`),
    kept: `${dataDirectory}/ci-before-upgrade`,
    database: software,
    owner: software,
  });
  return `# Functions of the step that looks after the server of builds. Made by Open Infrastructure, changes are lost.
${functions}

# answers: the server says that it works, within five minutes.
answers() { timeout 300 sh -c 'until curl -fs --max-time 5 -o /dev/null http://127.0.0.1:${ciPorts.web}/healthz; do sleep 1; done'; }
`;
}

/** The part of a step that takes `$wanted` into use and starts the server, or has it read what changed; or goes back to what was. */
export const startScript = ({
  software,
}: CiSettings): string => `if changed /etc/systemd/system/${ciUnit}; then systemctl daemon-reload; fi
switch_to "$wanted"
if [ "$was" != "$now" ]; then note ${ciUnit}; fi
if changed ${ciUnit} ${ciDirectory} /etc/systemd/system/${ciUnit}; then
  systemctl reset-failed ${ciUnit} 2>/dev/null || true
  systemctl try-restart ${ciUnit} || give_up "${software} $now doesn't start"
fi
running ${ciUnit} || give_up "${software} $now doesn't start"
answers || give_up "${software} $now doesn't answer"
end_upgrade "$now"
tidy ${software}-server`;
