import type { DocumentsSettings } from "./documents-settings";
import { php, type PhpValue } from "./php";
import { caches, database, mailSettings, ownMore, place, previews, redis } from "./shared-config";

/**
 * Settings that go before those in Nextcloud's own file. Nextcloud copies them there whenever it writes it, so each is always said, even
 * if it is nothing. `@NAME@` is spliced in on the machine.
 */
export function nextcloudConfig(documents: DocumentsSettings): string {
  const { data, phoneRegion, maintenanceWindowHour } = documents;
  const settings: Record<string, PhpValue> = {
    ...place(documents),
    ...database,
    setup_create_db_user: false,
    ...caches,
    ...redis,
    ...mailSettings(documents, "null"),
    default_phone_region: phoneRegion ?? "",
    maintenance_window_start: maintenanceWindowHour,
    serverid: 1,
    log_type: "file",
    logfile: `${data}/files/nextcloud.log`,
    loglevel: 2,
    log_rotate_size: 50 * 1024 * 1024,
    "auth.bruteforce.protection.enabled": true,
    "ratelimit.protection.enabled": true,
    allow_local_remote_servers: false,
    // Versions come with this file, and apps with versions.
    "upgrade.disable-web": true,
    updatechecker: false,
    appstoreenabled: false,
    // Nobody elsewhere is told who has an account, or which links people write down.
    lookup_server: "",
    reference_opengraph: false,
    defaultapp: "files",
    skeletondirectory: "",
    templatedirectory: "",
    "simpleSignUpLink.shown": false,
    // What a stranger's file is made a picture of, PHP does by itself, and not for as long as it likes.
    enabledPreviewProviders: previews("PNG", "JPEG", "GIF", "BMP", "WebP", "XBitmap", "MarkDown", "TXT"),
    preview_max_x: 2048,
    preview_max_y: 2048,
    preview_max_memory: 256,
    preview_max_filesize_image: 50,
    preview_concurrency_new: 2,
    preview_concurrency_all: 4,
  };
  return `<?php
// Made by Open Infrastructure, changes are lost. A file of your own may say more: ${ownMore}
$CONFIG = ${php(settings)};
// Root's, like all code: no page changes what pages run.
$CONFIG['apps_paths'] = [['path' => OC::$SERVERROOT . '/apps', 'url' => '/apps', 'writable' => false]];
`;
}
