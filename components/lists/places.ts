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

/** System user that the pages run as, and PostgreSQL role of their database. Debian's www-data is nginx, too, and whatever else a machine has. */
export const pagesUser = "open-infrastructure-lists";

/** Settings of the pages, with secrets in them, that only they can read. */
export const pagesDirectory = `${settingsDirectory}/open-infrastructure`;

/** What Django has to know to find them. */
export const pagesEnvironment = [`PYTHONPATH=${pagesDirectory}`, "DJANGO_SETTINGS_MODULE=open_infrastructure_lists"];

/** Where nginx finds the pages: files in it are of the directory's group, which is nginx's. */
export const webSocketDirectory = "/run/open-infrastructure-lists";

/** Where nginx finds the pages. */
export const webSocket = `${webSocketDirectory}/pages.sock`;

/** Python module by which the core hands mail to the relay. */
export const relayModule = "open_infrastructure_relay";

/** Databases, and the system users that own them. */
export const databases = {
  core: { database: "mailman", user: "list" },
  web: { database: "mailmanweb", user: pagesUser },
};

/** Name of the superuser. */
export const superuser = "administrator";
