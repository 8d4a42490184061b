/** Settings, secrets and what is known about the installation. */
export const etc = "/etc/open-infrastructure/lists";

/** Where Debian's Mailman looks for its settings. */
export const settingsDirectory = "/etc/mailman3";

/** Where Debian's Mailman keeps data: a link to the directory of the machine's data. */
export const debianData = "/var/lib/mailman3";

/** Where programs of ours are. */
export const programs = "/usr/local/lib/open-infrastructure/lists";

/** Debian's unit of the core, which holds the lists and moves the mail. */
export const coreUnit = "mailman3.service";

/** Debian's unit of the pages. */
export const webUnit = "mailman3-web.service";

/** Unit that fetches mail. */
export const fetchUnit = "open-infrastructure-lists-fetch.service";

/** Unit that looks whether mail moves. */
export const watchUnit = "open-infrastructure-lists-watch";

/** Where the core takes orders and mail, and the pages take what is to be archived; on this machine only. */
export const ports = { rest: 8001, lmtp: 8024, web: 8000 };

/** Where nginx finds the pages. */
export const webSocket = "/run/mailman3-web/http.sock";

/** Databases, and the system users that own them. */
export const databases = {
  core: { database: "mailman", user: "list" },
  web: { database: "mailmanweb", user: "www-data" },
};

/** Name of the superuser. */
export const superuser = "administrator";
