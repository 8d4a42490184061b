import { putText } from "../remote/file";
import { sandbox } from "../remote/sandbox";
import type { CiRunnerSettings } from "./ci-runner-settings";
import { askedInVain, runnerDirectory, runnerSecret, runnerUnit, startRunner } from "./ci-runner-unit";
import { environment } from "./woodpecker-server";

/** Script: Drone's runner, itself a container, which has Docker run the steps of builds. */
export function droneRunnerScript(runner: CiRunnerSettings): string {
  const image = runner.image!;
  return `docker image inspect ${image} >/dev/null 2>&1 || docker pull --quiet ${image} || fail "the image ${image} can't be fetched"
${runnerSecret("DRONE_RPC_SECRET")}
${putText({ path: `${runnerDirectory}/settings.env`, content: runnerSettings(runner), mode: "0600" })}
${putText({ path: `/etc/systemd/system/${runnerUnit}`, content: runnerService(image) })}
${startRunner(runner.server, { says: "successfully pinged the remote server" })}`;
}

function runnerSettings({ server, capacity, repository, labels, hostname }: CiRunnerSettings): string {
  return environment({
    DRONE_RPC_HOST: server,
    DRONE_RPC_PROTO: "https",
    DRONE_RUNNER_NAME: hostname,
    DRONE_RUNNER_CAPACITY: capacity,
    DRONE_UI_DISABLE: true,
    // Steps don't see the password that the repository is fetched with.
    DRONE_NETRC_CLONE_ONLY: true,
    ...(repository === undefined ? {} : { DRONE_LIMIT_REPOS: repository }),
    ...(Object.keys(labels).length === 0
      ? {}
      : {
          DRONE_RUNNER_LABELS: Object.entries(labels)
            .map(([key, value]) => `${key}:${value}`)
            .join(","),
        }),
  });
}

function runnerService(image: string): string {
  return `[Unit]
Description=Runner of builds: Drone's runner
After=network-online.target docker.service
# Not more than wanted: a new version of Docker stops it for a moment, which would end the runner for good.
Wants=network-online.target docker.service
OnFailure=open-infrastructure-notify@%N.service
StartLimitIntervalSec=0

[Service]
ExecStartPre=-/usr/bin/docker rm --force open-infrastructure-runner
ExecStart=/usr/bin/docker run --rm --name open-infrastructure-runner --label open-infrastructure.keep=yes --env-file ${runnerDirectory}/settings.env --env-file ${runnerDirectory}/secret.env --volume /run/docker.sock:/var/run/docker.sock --volume /etc/ssl/certs/ca-certificates.crt:/etc/ssl/certs/ca-certificates.crt:ro ${image}
ExecStop=/usr/bin/docker stop --time 120 open-infrastructure-runner
Restart=always
RestartSec=10
TimeoutStopSec=3min
${sandbox()}
${askedInVain}
PrivateNetwork=yes
ProcSubset=pid

[Install]
WantedBy=multi-user.target
`;
}
