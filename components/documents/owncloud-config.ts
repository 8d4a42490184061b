import type { DocumentsSettings } from "./documents-settings";
import { code, port } from "./owncloud-places";
import { php, type PhpValue } from "./php";
import { caches, database, mailSettings, ownMore, place, previews, redis } from "./shared-config";

/**
 * Settings that go before those in ownCloud's own file. ownCloud copies them there whenever it writes it, so each is always said, even if
 * it is nothing. `@NAME@` is spliced in on the machine.
 */
export function owncloudConfig(documents: DocumentsSettings): string {
  const { data } = documents;
  const settings: Record<string, PhpValue> = {
    ...place(documents),
    // Code comes with the image and from nowhere else.
    apps_paths: [{ path: `${code}/apps`, url: "/apps", writable: false }],
    ...database,
    dbtableprefix: "oc_",
    ...caches,
    "filelocking.enabled": true,
    ...redis,
    // Its image has no such program, so no mail leaves.
    ...mailSettings(documents, "sendmail"),
    log_type: "owncloud",
    logfile: `${data}/files/owncloud.log`,
    loglevel: 2,
    log_rotate_size: 50 * 1024 * 1024,
    "upgrade.disable-web": true,
    "web-updater.enabled": false,
    updatechecker: false,
    "operation.mode": "single-instance",
    defaultapp: "files",
    skeletondirectory: "",
    knowledgebaseenabled: false,
    show_server_hostname: false,
    enabledPreviewProviders: previews("PNG", "JPEG", "GIF", "BMP", "XBitmap", "MarkDown", "TXT"),
    preview_max_x: 2048,
    preview_max_y: 2048,
    preview_max_filesize_image: 50,
  };
  return `<?php
// Made by Open Infrastructure, changes are lost. A file of your own may say more: ${ownMore}
$CONFIG = ${php(settings)};
`;
}

/** Settings of the image's web server in place of its own: its messages go to its standard output, which is the journal. */
export const apacheConfig = `# Made by Open Infrastructure, changes are lost.
<VirtualHost 127.0.0.1:${port}>
  DocumentRoot ${code}
  ErrorLog "|/bin/cat"
  <Directory ${code}>
    AllowOverride All
    Options -Indexes +FollowSymlinks
    LimitRequestBody 0
  </Directory>
</VirtualHost>
`;
