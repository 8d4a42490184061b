import type { DocumentsSettings } from "./documents-settings";

/** Settings, secrets and what is known about the installation. */
export const etc = "/etc/open-infrastructure/documents";

/** Unit that answers. */
export const unit = "open-infrastructure-documents.service";

/** Unit of the cache. */
export const cacheUnit = "open-infrastructure-documents-cache.service";

/** Unit of the work that isn't a page's. */
export const cronUnit = "open-infrastructure-documents-cron.service";

/** When that is done. */
export const cronTimer = "open-infrastructure-documents-cron.timer";

/** Account that administrates the documents. */
export const administrator = "administrator";

/** System user and PostgreSQL role that documents belong to. */
export const user = "documents";

/** PostgreSQL database. */
export const database = "documents";

/** Directory that the software takes for that of its settings. It writes there as it likes, so it holds links to them only, and root writes nothing in it. */
export const configDirectory = `${etc}/config`;

/** The software's own settings. */
export const ownConfig = `${etc}/config.php`;

/** Settings that go before those. */
export const ourConfig = `${etc}/open-infrastructure.config.php`;

/** Settings of PHP, for pages and for the command line. */
export const phpSettings = `${etc}/php`;

/** Where the cache listens. */
export const cacheSocket = "/run/open-infrastructure-documents-cache/cache.sock";

/** Where releases are, each in a directory of its own. */
export const programs = "/usr/local/lib/open-infrastructure";

/** Name of the directory of the release that is wanted. */
export const releaseName = ({ software, release: { version, sha256 } }: DocumentsSettings): string =>
  `${software}-${version}-${sha256.slice(0, 8)}`;
