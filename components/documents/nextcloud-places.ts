import { etc } from "./places";

/** The code in use. The link is switched from release to release. */
export const program = "/usr/local/lib/open-infrastructure/documents";

/** Directory that Nextcloud takes for that of its settings. It writes there as it likes, so it holds links to them only, and root writes nothing in it. */
export const configDirectory = `${etc}/config`;

/** Nextcloud's own settings. */
export const ownConfig = `${etc}/config.php`;

/** Settings that go before those. */
export const ourConfig = `${etc}/open-infrastructure.config.php`;

/** Settings of PHP, for pages and for the command line. */
export const phpSettings = `${etc}/php`;

/** Unit of the cache. */
export const cacheUnit = "open-infrastructure-documents-cache.service";

/** Unit of the work that isn't a page's. */
export const cronUnit = "open-infrastructure-documents-cron.service";

/** When that is done. */
export const cronTimer = "open-infrastructure-documents-cron.timer";

/** Where PHP listens. */
export const phpSocket = "/run/open-infrastructure-documents/php.sock";

/** Where the cache listens. */
export const cacheSocket = "/run/open-infrastructure-documents-cache/cache.sock";

/** What its environment tells PHP. */
export const environment = `NEXTCLOUD_CONFIG_DIR=${configDirectory} PHP_INI_SCAN_DIR=:${phpSettings}`;
