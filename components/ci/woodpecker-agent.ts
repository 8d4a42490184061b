import { putText } from "../remote/file";
import { sandbox } from "../remote/sandbox";
import type { CiRunnerSettings } from "./ci-runner-settings";
import { askedInVain, runnerDirectory, runnerSecret, runnerUnit, startRunner } from "./ci-runner-unit";
import { fetchRelease, programLink, programPath, useRelease } from "./release";
import { accountScript } from "./server-unit";
import { environment } from "./woodpecker-server";

/** Script: Woodpecker's agent, which has Docker run the steps of builds. */
export function woodpeckerAgentScript(runner: CiRunnerSettings): string {
  const release = runner.release!;
  return `${fetchRelease(release)}
${accountScript("woodpecker", "/var/lib/woodpecker")}
${runnerSecret("WOODPECKER_AGENT_SECRET")}
${putText({ path: `${runnerDirectory}/settings.env`, content: agentSettings(runner), mode: "0600" })}
${putText({ path: `/etc/systemd/system/${runnerUnit}`, content: agentUnit })}
${useRelease(release)}
${startRunner(runner.server, {
  says: "starting .*Woodpecker agent",
  release: { inUse: `readlink ${programLink(release)}`, use: "use" },
})}`;
}

function agentSettings({ server, capacity, repository, labels }: CiRunnerSettings): string {
  const chosen = { ...labels, ...(repository === undefined ? {} : { repo: repository }) };
  return environment({
    WOODPECKER_SERVER: `${server}:443`,
    WOODPECKER_GRPC_SECURE: true,
    WOODPECKER_MAX_WORKFLOWS: capacity,
    WOODPECKER_BACKEND: "docker",
    WOODPECKER_AGENT_CONFIG_FILE: "/var/lib/woodpecker/agent.conf",
    WOODPECKER_HEALTHCHECK_ADDR: "127.0.0.1:8203",
    WOODPECKER_KEEPALIVE_TIME: "60s",
    ...(Object.keys(chosen).length === 0
      ? {}
      : {
          WOODPECKER_AGENT_LABELS: Object.entries(chosen)
            .map(([key, value]) => `${key}=${value}`)
            .join(","),
        }),
  });
}

const agentUnit = `[Unit]
Description=Runner of builds: Woodpecker's agent
After=network-online.target docker.service
# Not more than wanted: a new version of Docker stops it for a moment, which would end the runner for good.
Wants=network-online.target docker.service
OnFailure=open-infrastructure-notify@%N.service
# A server that is away for an hour is nothing to give up for.
StartLimitIntervalSec=0

[Service]
User=woodpecker
SupplementaryGroups=docker
EnvironmentFile=${runnerDirectory}/settings.env
EnvironmentFile=${runnerDirectory}/secret.env
ExecStart=${programPath({ program: "woodpecker-agent" })}
WorkingDirectory=/var/lib/woodpecker
StateDirectory=woodpecker
StateDirectoryMode=0700
Restart=always
RestartSec=10
TimeoutStopSec=5min
${sandbox({ network: true })}
${askedInVain}
ProcSubset=pid

[Install]
WantedBy=multi-user.target
`;
