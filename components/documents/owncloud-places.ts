import { etc } from "./places";
import type { Release } from "./releases";

/** Link to the files of the image in use. It is switched from release to release. */
export const container = "/usr/local/lib/open-infrastructure/owncloud";

/** Directory with the files of an image. */
export const rootOf = ({ version, sha256 }: Release): string => `${container}-${version}-${sha256.slice(0, 8)}`;

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
