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

/** What a runner was last let in with, so that a change that fails leaves nothing behind. */
const works = "/var/lib/open-infrastructure/runner-works";

const unitFile = `/etc/systemd/system/${runnerUnit}`;

const files = [`${runnerDirectory}/settings.env`, `${runnerDirectory}/secret.env`, unitFile];

/** How a runner says that its server let it in, and the script's words for the release in use and for the way back to `$1`. */
export interface Runner {
  says: string;
  release?: { inUse: string; use: string };
}

/**
 * The part of a step that starts the runner and waits until its server let it in, which it `says` to the journal. Woodpecker's agent
 * ends when it is turned away; Drone's runner asks again for ever. What it was let in with before comes back if it isn't let in.
 */
export function startRunner(server: string, { says, release }: Runner): string {
  return `if changed ${unitFile}; then systemctl daemon-reload; fi
if changed; then systemctl stop ${runnerUnit} 2>/dev/null || true; fi
if ! systemctl --quiet is-active ${runnerUnit}; then
  running ${runnerUnit} || true
  for _ in $(seq 60); do
    sleep 1
    systemctl --quiet is-active ${runnerUnit} || break
    journalctl --sync
    if journalctl --quiet --output=cat "_SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID ${runnerUnit})" | grep -q ${quote(says)}; then welcome=yes; break; fi
  done
  if [ "\${welcome:-no}" != yes ]; then
    journalctl --quiet --output=cat --unit=${runnerUnit} --lines=20 || true
    # The first one stays and asks on: the server may only be away.
    [ -e ${works}/whole ] || fail "${server} doesn't let this runner in, see: journalctl -u ${runnerUnit}"
    systemctl stop ${runnerUnit}
${files.map((path) => `    cp -p ${works}/${path.replace(/.*\//, "")} ${path}`).join("\n")}
${release === undefined ? "" : `    ${release.use} "$(cat ${works}/release)"\n`}    systemctl daemon-reload
    systemctl start ${runnerUnit}
    fail "${server} doesn't let this runner in; the settings of before are back"
  fi
fi
running ${runnerUnit}
rm -rf ${works}
install -d -m 0700 ${works}
cp -p ${files.join(" ")} ${works}/
${release === undefined ? "" : `${release.inUse} >${works}/release\n`}touch ${works}/whole`;
}

/** Line of a unit: Docker's command of Debian 12 asks for more open files than it may have, and must not be killed for it. */
export const askedInVain = "SystemCallErrorNumber=EPERM";
