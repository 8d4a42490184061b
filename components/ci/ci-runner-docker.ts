import { putText } from "../remote/file";
import { sandbox } from "../remote/sandbox";
import { askedInVain } from "./ci-runner-unit";
import { runnerFirewall, runnerFirewallUnit } from "./ci-runner-firewall";

const units = "/etc/systemd/system";
const firewall = "open-infrastructure-runner-firewall.service";
const cleaning = "open-infrastructure-runner-cleaning";

const daemon = {
  // Builds outlive a restart of the daemon.
  "live-restore": true,
  "log-driver": "local",
  "userland-proxy": false,
};

/** Docker doesn't start while builds could reach what they must not. */
const dockerUnit = `[Unit]
Requires=${firewall}
After=${firewall}
OnFailure=open-infrastructure-notify@%N.service
`;

/** Pictures of a week ago, and what builds that were cut off left behind. What is kept on purpose carries a label. */
const cleaningUnit = `[Unit]
Description=Remove what old builds left behind
After=docker.service
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
ExecStart=/usr/bin/docker container prune --force --filter until=24h
ExecStart=/usr/bin/docker network prune --force --filter until=24h
ExecStart=/usr/bin/docker volume prune --force
ExecStart=/usr/bin/docker image prune --force --all --filter until=168h --filter label!=open-infrastructure.keep
TimeoutStartSec=1h
Nice=10
${sandbox()}
${askedInVain}
PrivateNetwork=yes
`;

const cleaningTimer = `[Unit]
Description=Remove what old builds left behind, once a day

[Timer]
OnCalendar=*-*-* 03:00:00
RandomizedDelaySec=2h
Persistent=yes

[Install]
WantedBy=timers.target
`;

/** Script: Docker, whose containers reach no network that is closed to them. */
export function dockerScript(closed: string[]): string {
  return `${putText({ path: "/etc/open-infrastructure/runner.nft", content: runnerFirewall(closed) })}
${putText({ path: `${units}/${firewall}`, content: runnerFirewallUnit })}
${putText({ path: `${units}/docker.service.d/open-infrastructure.conf`, content: dockerUnit })}
${putText({ path: "/etc/docker/daemon.json", content: `${JSON.stringify(daemon, null, 2)}\n` })}
packages nftables iptables ca-certificates git docker.io
# A package of its own since Debian 13.
[ -x /usr/bin/docker ] || packages docker-cli
${putText({ path: `${units}/${cleaning}.service`, content: cleaningUnit })}
${putText({ path: `${units}/${cleaning}.timer`, content: cleaningTimer })}
if changed ${units}; then systemctl daemon-reload; fi
if changed /etc/open-infrastructure/runner.nft; then
  nft --check --file /etc/open-infrastructure/runner.nft
  systemctl try-reload-or-restart ${firewall}
fi
running ${firewall}
if changed /etc/docker ${units}/docker.service.d; then systemctl try-restart docker; fi
running docker ${cleaning}.timer
timeout 300 sh -c 'until docker version >/dev/null 2>&1; do sleep 1; done' || fail "Docker doesn't answer, see: journalctl -u docker"`;
}
