import { recoverFirst } from "../database/way-back";
import { sandbox } from "../remote/sandbox";
import type { CodeHostingSettings } from "./code-hosting-settings";
import { functionsPath } from "./forge-functions";
import { appIni, healthPath, listen, programOf } from "./places";

/** The forge's unit. It is active once the forge answers. */
export function forgeUnit({ software, dataDirectory, data, database }: CodeHostingSettings): string {
  const after = database === "postgresql" ? " postgresql.service" : "";
  return `[Unit]
Description=Code hosting with ${software}
After=network-online.target${after}
Wants=network-online.target${after}
RequiresMountsFor=${dataDirectory}
OnFailure=open-infrastructure-notify@%N.service
StartLimitIntervalSec=5min
StartLimitBurst=5

[Service]
${software === "gogs" ? gogsReady : "Type=notify"}
User=git
Group=git
WorkingDirectory=${data}
Environment=USER=git HOME=${data} ${software === "gogs" ? "GOGS" : "GITEA"}_WORK_DIR=${data}
${recoverFirst(functionsPath)}
ExecStart=${programOf(software)} web --config ${appIni}
TimeoutStartSec=10min
TimeoutStopSec=2min
Restart=always
RestartSec=2
LimitNOFILE=65536
${sandbox({ network: true, writes: [data] })}
# Pushes are large now and then; what a push needs, git takes.
OOMScoreAdjust=100
UMask=0027

[Install]
WantedBy=multi-user.target
`;
}

/** Gogs doesn't say when it is ready. */
const gogsReady = `Type=exec
ExecStartPost=/bin/sh -c 'until curl -fs -o /dev/null --noproxy "*" --max-time 2 http://${listen.address}:${listen.port}${healthPath.gogs}; do sleep 0.2; done'`;

/** Who comes as user git over SSH is looked up in the forge, and gets nothing but git. */
export function sshdMatch({ software, data }: CodeHostingSettings): string {
  const keys =
    software === "gogs"
      ? `  AuthorizedKeysFile ${data}/.ssh/authorized_keys`
      : `  AuthorizedKeysFile none
  AuthorizedKeysCommand ${programOf(software)} --config ${appIni} keys --expected git --username %u --type %t --content %k
  AuthorizedKeysCommandUser git`;
  return `# Made by Open Infrastructure, changes are lost.
Match User git
${keys}
  AcceptEnv GIT_PROTOCOL
  PermitTTY no
  # People have several keys, which their programs try one after the other.
  MaxAuthTries 6
`;
}
