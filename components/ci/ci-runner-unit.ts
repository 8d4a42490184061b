/** Where a runner's settings and its secret are. */
export const runnerDirectory = "/etc/open-infrastructure/runner";

/** The unit of a runner, whatever it is. */
export const runnerUnit = "open-infrastructure-runner.service";

/** The part of a step that keeps what the runner proves itself with, which came as `$secret`. */
export function runnerSecret(variable: string): string {
  return `install -d -m 0700 ${runnerDirectory}
printf '${variable}=%s\\n' "$secret" | put ${runnerDirectory}/secret.env 0600 root:root`;
}

/** The part of a step that starts the runner. One that its server turns away ends at once. */
export function startRunner(server: string): string {
  return `if changed /etc/systemd/system/${runnerUnit}; then systemctl daemon-reload; fi
if changed; then systemctl stop ${runnerUnit} 2>/dev/null || true; fi
if ! systemctl --quiet is-active ${runnerUnit}; then
  running ${runnerUnit}
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    sleep 1
    [ "$(systemctl show -P NRestarts ${runnerUnit})" = 0 ] || fail "${server} turns this runner away, see: journalctl -u ${runnerUnit}"
  done
fi
running ${runnerUnit}`;
}

/** Line of a unit: Docker's command of Debian 12 asks for more open files than it may have, and must not be killed for it. */
export const askedInVain = "SystemCallErrorNumber=EPERM";
