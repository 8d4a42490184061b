import { recoverFirst } from "../database/way-back";
import { sandbox } from "../remote/sandbox";
import type { CiSettings } from "./ci-settings";
import {
  ciDirectory,
  ciFunctionsPath,
  ciPorts,
  environment,
  readyOnceItAnswers,
  socketDatabase,
} from "./woodpecker-server";

/** Drone's settings that are no secret. */
export function droneSettings({ domain, forge, administrators, open }: CiSettings): string {
  return environment({
    DRONE_SERVER_HOST: domain,
    DRONE_SERVER_PROTO: "https",
    DRONE_SERVER_PORT: `127.0.0.1:${ciPorts.web}`,
    [`DRONE_${forge.software.toUpperCase()}_SERVER`]: forge.url,
    DRONE_GIT_ALWAYS_AUTH: forge.requireSignIn,
    // Registration is open to those who pass the filter; closed, nobody could enter whom the first administrator didn't add by hand.
    ...(open ? {} : { DRONE_USER_FILTER: administrators.join(",") }),
    DRONE_COOKIE_TIMEOUT: "2160h",
    DRONE_DATABASE_DRIVER: "postgres",
    DRONE_DATABASE_DATASOURCE: socketDatabase("drone"),
    // Otherwise the name of the server and the address of its administrator are sent to its makers.
    DRONE_DATADOG_ENABLED: false,
    DRONE_LOGS_TEXT: true,
    GODEBUG: "netdns=go",
    XDG_CACHE_HOME: "/var/lib/drone",
  });
}

/** The unit of Drone's server, in the files of its image. */
export function droneUnit(root: string, { dataDirectory }: CiSettings): string {
  return `[Unit]
Description=Continuous integration: Drone
After=network-online.target postgresql.service
Wants=network-online.target postgresql.service
RequiresMountsFor=${dataDirectory}
OnFailure=open-infrastructure-notify@%N.service

[Service]
User=drone
EnvironmentFile=${ciDirectory}/settings.env
EnvironmentFile=${ciDirectory}/secrets.env
EnvironmentFile=-${ciDirectory}/application.env
RootDirectory=${root}
RootDirectoryStartOnly=yes
MountAPIVFS=yes
BindReadOnlyPaths=/etc/ssl/certs/ca-certificates.crt /etc/resolv.conf /etc/hosts -/etc/nsswitch.conf
BindPaths=/run/postgresql
${recoverFirst(ciFunctionsPath)}
ExecStart=/bin/drone-server
${readyOnceItAnswers}
WorkingDirectory=/var/lib/drone
StateDirectory=drone
StateDirectoryMode=0700
Restart=on-failure
RestartSec=5
${sandbox({ network: true })}
# Not the cloud's metadata.
IPAddressDeny=169.254.0.0/16
ProcSubset=pid

[Install]
WantedBy=multi-user.target
`;
}
