import { ciDirectory, ciPorts } from "./woodpecker-server";

/** The unit of the server, whatever it is. */
export const ciUnit = "open-infrastructure-ci.service";

/** The part of a step that makes a service's account. */
export function accountScript(user: string, home: string): string {
  return `echo 'u ${user} - "Continuous integration" ${home}' | put /etc/sysusers.d/open-infrastructure-${user}.conf 0644 root:root
getent passwd ${user} >/dev/null || systemd-sysusers /etc/sysusers.d/open-infrastructure-${user}.conf`;
}

/** The part of a step that starts the server, or has it read what changed. */
export const startScript = `if changed /etc/systemd/system/${ciUnit}; then systemctl daemon-reload; fi
if changed ${ciDirectory} /etc/systemd/system/${ciUnit} /usr/local/lib/open-infrastructure; then
  systemctl reset-failed ${ciUnit} 2>/dev/null || true
  systemctl try-restart ${ciUnit}
fi
running ${ciUnit}`;

/** A condition of the shell: the server answers within a minute. */
export function answers(path: string): string {
  return `timeout 60 sh -c 'until curl -fs --max-time 5 -o /dev/null http://127.0.0.1:${ciPorts.web}${path}; do sleep 1; done'`;
}
