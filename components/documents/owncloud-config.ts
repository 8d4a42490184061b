import type { DocumentsSettings } from "./documents-settings";
import { code, port } from "./owncloud-places";
import { php, type PhpValue } from "./php";
import { cacheSocket, database, user } from "./places";

/**
 * Settings that go before those in ownCloud's own file. ownCloud copies them there whenever it writes it, so each is always said, even if
 * it is nothing. `@NAME@` is spliced in on the machine.
 */
export function owncloudConfig(documents: DocumentsSettings): string {
  const { domain, data } = documents;
  const settings: Record<string, PhpValue> = {
    trusted_domains: [domain],
    // The image's web server has already put the visitor's address in place of nginx's.
    trusted_proxies: [],
    "overwrite.cli.url": `https://${domain}`,
    overwriteprotocol: "https",
    datadirectory: `${data}/files`,
    tempdirectory: `${data}/temporary`,
    // Code comes with the image and from nowhere else.
    apps_paths: [{ path: `${code}/apps`, url: "/apps", writable: false }],
    dbtype: "pgsql",
    dbhost: "/run/postgresql",
    dbname: database,
    dbuser: user,
    dbpassword: "",
    dbtableprefix: "oc_",
    "memcache.local": "\\OC\\Memcache\\APCu",
    "memcache.distributed": "\\OC\\Memcache\\Redis",
    "memcache.locking": "\\OC\\Memcache\\Redis",
    "filelocking.enabled": true,
    redis: { host: cacheSocket, port: 0, timeout: 1.5 },
    ...mail(documents),
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
    enabledPreviewProviders: ["PNG", "JPEG", "GIF", "BMP", "XBitmap", "MarkDown", "TXT"].map(
      (kind) => `OC\\Preview\\${kind}`,
    ),
    preview_max_x: 2048,
    preview_max_y: 2048,
    preview_max_filesize_image: 50,
  };
  return `<?php
// Made by Open Infrastructure, changes are lost. A file of your own may say more: z.config.php beside this one.
$CONFIG = ${php(settings)};
`;
}

/** Without a relay ownCloud would send by a program that its image doesn't have, so no mail leaves. */
function mail({ mail }: DocumentsSettings): Record<string, PhpValue> {
  const [local = "", domain = ""] = mail?.from.split("@") ?? [];
  return {
    mail_smtpmode: mail ? "smtp" : "sendmail",
    mail_smtphost: mail?.server ?? "",
    mail_smtpport: mail?.port ?? 0,
    mail_smtpsecure: mail?.port === 465 ? "ssl" : "",
    mail_smtpauth: mail !== undefined,
    mail_smtpname: mail ? "@mail-user@" : "",
    mail_smtppassword: mail ? "@mail-password@" : "",
    mail_smtptimeout: 20,
    mail_from_address: local,
    mail_domain: domain,
  };
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
