import { configDirectory, phpSettings, programs } from "./places";

/** Name of the link to the code in use. It is switched from release to release. */
export const link = "documents";

/** The code in use. */
export const program = `${programs}/${link}`;

/** Where PHP listens. */
export const phpSocket = "/run/open-infrastructure-documents/php.sock";

/** What its environment tells PHP. */
export const environment = `NEXTCLOUD_CONFIG_DIR=${configDirectory} PHP_INI_SCAN_DIR=:${phpSettings}`;
