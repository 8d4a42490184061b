import { recoverFirst } from "../database/way-back";
import { sandbox } from "../remote/sandbox";
import type { CiSettings } from "./ci-settings";
import { programPath } from "./release";

/** Loopback ports of the server. */
export const ciPorts = { web: 8201, rpc: 8202 } as const;

/** Lines of the unit, which is active once the server answers: a forge tells of a push once. */
export const readyOnceItAnswers = `TimeoutStartSec=5min
ExecStartPost=/bin/sh -c 'until curl -fs -o /dev/null --noproxy "*" --max-time 5 http://127.0.0.1:${ciPorts.web}/healthz; do sleep 0.2; done'`;

/** Where the server's settings and secrets are. */
export const ciDirectory = "/etc/open-infrastructure/ci";

/** Where the functions of the server's step are on a machine. */
export const ciFunctionsPath = "/usr/local/lib/open-infrastructure/ci.sh";

/** Address of a database of the machine's PostgreSQL, whose accounts are those of the system. */
export function socketDatabase(account: string): string {
  return `postgres:///${account}?host=/run/postgresql&user=${account}&sslmode=disable`;
}

/** Woodpecker's settings that are no secret. */
export function woodpeckerSettings({ domain, forge, administrators, open }: CiSettings): string {
  const key = forge.software.toUpperCase();
  const settings = {
    WOODPECKER_HOST: `https://${domain}`,
    WOODPECKER_SERVER_ADDR: `127.0.0.1:${ciPorts.web}`,
    WOODPECKER_GRPC_ADDR: `127.0.0.1:${ciPorts.rpc}`,
    [`WOODPECKER_${key}`]: true,
    [`WOODPECKER_${key}_URL`]: forge.url,
    WOODPECKER_OPEN: open,
    WOODPECKER_ADMIN: administrators.join(","),
    WOODPECKER_AUTHENTICATE_PUBLIC_REPOS: forge.requireSignIn,
    WOODPECKER_DEFAULT_APPROVAL_MODE: "forks",
    WOODPECKER_DISABLE_USER_AGENT_REGISTRATION: true,
    WOODPECKER_DISABLE_VERSION_CHECK: true,
    WOODPECKER_DATABASE_DRIVER: "postgres",
    WOODPECKER_DATABASE_DATASOURCE: socketDatabase("woodpecker"),
    WOODPECKER_LOG_LEVEL: "info",
  };
  return environment(settings);
}

/** The unit of Woodpecker's server. */
export const woodpeckerUnit = ({ dataDirectory }: CiSettings) => `[Unit]
Description=Continuous integration: Woodpecker
After=network-online.target postgresql.service
Wants=network-online.target postgresql.service
RequiresMountsFor=${dataDirectory}
OnFailure=open-infrastructure-notify@%N.service

[Service]
User=woodpecker
EnvironmentFile=${ciDirectory}/settings.env
EnvironmentFile=${ciDirectory}/secrets.env
EnvironmentFile=${ciDirectory}/application.env
${recoverFirst(ciFunctionsPath)}
ExecStart=${programPath({ program: "woodpecker-server" })}
${readyOnceItAnswers}
WorkingDirectory=/var/lib/woodpecker
StateDirectory=woodpecker
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

/** `KEY=value` lines as systemd reads them. */
export function environment(settings: Record<string, string | number | boolean>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}
