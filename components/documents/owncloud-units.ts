import { recoverFirst } from "../database/way-back";
import { functionsPath } from "./documents-functions";
import type { DocumentsSettings } from "./documents-settings";
import { inContainer } from "./owncloud-container";
import { answeringUnit, laterUnit } from "./shared-units";

/** ownCloud's unit: the web server of its image. */
export const owncloudUnit = (documents: DocumentsSettings): string =>
  answeringUnit(
    documents,
    "ownCloud",
    `${inContainer(documents)}
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
OOMScoreAdjust=100`,
  );

/** What pages leave for later. */
export const owncloudCron = (documents: DocumentsSettings): string =>
  laterUnit(
    documents,
    `${inContainer(documents)}
ExecStart=/usr/bin/occ system:cron
ExecStart=/usr/bin/occ dav:cleanup-chunks`,
  );
