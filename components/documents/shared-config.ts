import type { DocumentsSettings } from "./documents-settings";
import type { PhpValue } from "./php";
import { cacheSocket, configDirectory, database as databaseName, user } from "./places";

/** Settings that both have by the same names and with the same meaning. `@NAME@` is spliced in on the machine. */
type Settings = Record<string, PhpValue>;

/** Where a file of the operator's belongs: the software reads what is there in the order of names, and not what is beside ours. */
export const ownMore = `${configDirectory}/z.config.php, which the user ${user} can read.`;

/** Where it is, for visitors and on the machine. */
export const place = ({ domain, data }: DocumentsSettings): Settings => ({
  trusted_domains: [domain],
  // Nobody is believed what they say of who asks: PHP is told, by nginx or by the web server of the image, which has it from nginx.
  trusted_proxies: [],
  "overwrite.cli.url": `https://${domain}`,
  overwriteprotocol: "https",
  datadirectory: `${data}/files`,
  tempdirectory: `${data}/temporary`,
});

/** The machine's PostgreSQL, which knows users by their socket. */
export const database: Settings = {
  dbtype: "pgsql",
  dbhost: "/run/postgresql",
  dbname: databaseName,
  dbuser: user,
  dbpassword: "",
};

/** Where what is asked for again and again is remembered, and who has a lock. */
export const caches: Settings = {
  "memcache.local": "\\OC\\Memcache\\APCu",
  "memcache.distributed": "\\OC\\Memcache\\Redis",
  "memcache.locking": "\\OC\\Memcache\\Redis",
};

/** The cache. */
export const redis: Settings = { redis: { host: cacheSocket, port: 0, timeout: 1.5 } };

/** How mail is sent; `without` is the way of it by which none leaves. */
export function mailSettings({ mail }: DocumentsSettings, without: string): Settings {
  const [local = "", domain = ""] = mail?.from.split("@") ?? [];
  return {
    mail_smtpmode: mail ? "smtp" : without,
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

/** Kinds of files that PHP makes pictures of by itself. */
export const previews = (...kinds: string[]): string[] => kinds.map((kind) => `OC\\Preview\\${kind}`);
