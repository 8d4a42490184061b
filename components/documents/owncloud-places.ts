import type { DocumentsSettings } from "./documents-settings";
import { etc, programs, releaseName } from "./places";

/** Name of the link to the files of the image in use. It is switched from release to release. */
export const link = "owncloud";

/** The files of the image in use. */
export const container = `${programs}/${link}`;

/** Directory with the files of the image that is wanted. */
export const rootOf = (documents: DocumentsSettings): string => `${programs}/${releaseName(documents)}`;

/** Where ownCloud's code is in its image. */
export const code = "/var/www/owncloud";

/** Port on the loopback interface that its web server listens on. */
export const port = 8204;

/** Settings of the image's web server. */
export const apacheSettings = `${etc}/apache.conf`;

/** Directory of what only a running container needs. */
export const runDirectory = "/run/open-infrastructure-documents";

/** Directory of sessions. */
export const stateDirectory = "/var/lib/open-infrastructure-documents";
