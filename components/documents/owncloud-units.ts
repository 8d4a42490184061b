import { recoverFirst } from "../database/way-back";
import type { DocumentsSettings } from "./documents-settings";
import { inContainer } from "./owncloud-container";
import { functionsPath } from "./documents-functions";
import { cacheUnit, cronUnit, unit } from "./places";

/** ownCloud's unit: the web server of its image. */
export function owncloudUnit(documents: DocumentsSettings): string {
  return `[Unit]
Description=Documents with ownCloud
After=network-online.target postgresql.service ${cacheUnit}
Wants=network-online.target postgresql.service ${cacheUnit}
RequiresMountsFor=${documents.dataDirectory}
OnFailure=open-infrastructure-notify@%N.service
StartLimitIntervalSec=5min
StartLimitBurst=5

[Service]
${inContainer(documents)}
${recoverFirst(functionsPath)}
TimeoutStartSec=1h
ExecStart=/usr/bin/entrypoint /usr/bin/server
RuntimeDirectory=open-infrastructure-documents
RuntimeDirectoryMode=0700
StateDirectory=open-infrastructure-documents
StateDirectoryMode=0700
Restart=always
RestartSec=2
TimeoutStopSec=1min
OOMScoreAdjust=100

[Install]
WantedBy=multi-user.target
`;
}

/** What pages leave for later. It ends when ownCloud is stopped, as for an upgrade. */
export function owncloudCron(documents: DocumentsSettings): string {
  return `[Unit]
Description=Documents: what pages leave for later
After=postgresql.service ${cacheUnit} ${unit}
PartOf=${unit}
RequiresMountsFor=${documents.dataDirectory}
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
${inContainer(documents)}
ExecStart=/usr/bin/occ system:cron
ExecStart=/usr/bin/occ dav:cleanup-chunks
TimeoutStartSec=4h
`;
}

/** Every five minutes while ownCloud runs. */
export const owncloudCronTimer = `[Unit]
Description=Documents: what pages leave for later, every five minutes
PartOf=${unit}

[Timer]
OnActiveSec=2min
OnUnitInactiveSec=5min
Unit=${cronUnit}

[Install]
WantedBy=${unit}
`;
