import { quote } from "../remote/shell";

/** Where a runner's settings and its secret are. */
export const runnerDirectory = "/etc/open-infrastructure/runner";

/** The unit of a runner, whatever it is. */
export const runnerUnit = "open-infrastructure-runner.service";

/** The part of a step that keeps what the runner proves itself with, which came as `$secret`. */
export function runnerSecret(variable: string): string {
  return `install -d -m 0700 ${runnerDirectory}
printf '${variable}=%s\\n' "$secret" | put ${runnerDirectory}/secret.env 0600 root:root`;
}

/**
 * The part of a step that starts the runner and waits until its server let it in, which it `says` to the journal. Woodpecker's agent
 * ends when it is turned away; Drone's runner asks again for ever.
 */
export function startRunner(server: string, { says }: { says: string }): string {
  return `if changed /etc/systemd/system/${runnerUnit}; then systemctl daemon-reload; fi
if changed; then systemctl stop ${runnerUnit} 2>/dev/null || true; fi
if ! systemctl --quiet is-active ${runnerUnit}; then
  running ${runnerUnit}
  for _ in $(seq 60); do
    sleep 1
    systemctl --quiet is-active ${runnerUnit} || break
    journalctl --sync
    if journalctl --quiet --output=cat "_SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID ${runnerUnit})" | grep -q ${quote(says)}; then welcome=yes; break; fi
  done
  # It stays and asks on: the server may only be away.
  [ "\${welcome:-no}" = yes ] || fail "${server} doesn't let this runner in, see: journalctl -u ${runnerUnit}"
fi
running ${runnerUnit}`;
}

/** Line of a unit: Docker's command of Debian 12 asks for more open files than it may have, and must not be killed for it. */
export const askedInVain = "SystemCallErrorNumber=EPERM";
