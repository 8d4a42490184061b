import { configDirectory, phpSettings } from "./places";

/** The code in use. The link is switched from release to release. */
export const program = "/usr/local/lib/open-infrastructure/documents";

/** Where PHP listens. */
export const phpSocket = "/run/open-infrastructure-documents/php.sock";

/** What its environment tells PHP. */
export const environment = `NEXTCLOUD_CONFIG_DIR=${configDirectory} PHP_INI_SCAN_DIR=:${phpSettings}`;
