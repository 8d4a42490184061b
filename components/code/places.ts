import type { CodeHostingSoftware } from "./releases";

/** Settings, secrets and what is known about the installation. */
export const etc = "/etc/open-infrastructure/code";

/** The software's own settings. */
export const appIni = `${etc}/app.ini`;

/** Unit of the forge. */
export const unit = "open-infrastructure-code.service";

/** Where the forge listens, on this machine only. */
export const listen = { address: "127.0.0.1", port: 3000 };

/** The program in use. The link in it is switched from release to release, so that what refers to it stays true. */
export const programOf = (software: CodeHostingSoftware): string =>
  `/usr/local/lib/open-infrastructure/code/${software}`;

/** Where a forge says that it works. */
export const healthPath: Record<CodeHostingSoftware, string> = {
  forgejo: "/api/healthz",
  gitea: "/api/healthz",
  gogs: "/healthcheck",
};
