import type { DocumentsSettings } from "./documents-settings";
import { cacheUnit, cronUnit, unit } from "./places";

/** The unit that answers, of either software; `service` is its section. */
export const answeringUnit = ({ dataDirectory }: DocumentsSettings, software: string, service: string): string =>
  `[Unit]
Description=Documents with ${software}
After=network-online.target postgresql.service ${cacheUnit}
Wants=network-online.target postgresql.service ${cacheUnit}
RequiresMountsFor=${dataDirectory}
OnFailure=open-infrastructure-notify@%N.service
StartLimitIntervalSec=5min
StartLimitBurst=5

[Service]
${service}

[Install]
WantedBy=multi-user.target
`;

/** What pages leave for later. It ends before what answers is stopped, as for an upgrade. */
export const laterUnit = ({ dataDirectory }: DocumentsSettings, service: string): string =>
  `[Unit]
Description=Documents: what pages leave for later
PartOf=${unit}
After=postgresql.service ${cacheUnit} ${unit}
Wants=${cacheUnit}
RequiresMountsFor=${dataDirectory}
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
${service}
TimeoutStartSec=4h
`;

/** When that is done: every five minutes while there is something that answers. */
export const laterTimer = `[Unit]
Description=Documents: what pages leave for later, every five minutes
PartOf=${unit}

[Timer]
OnActiveSec=2min
OnUnitInactiveSec=5min
Unit=${cronUnit}

[Install]
WantedBy=${unit}
`;
