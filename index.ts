import { ExistingHost, Host } from "./components/index";
import { readSettings } from "./config";

const settings = readSettings();
const { people, notify: mail } = settings;

const notify = {
  mail: mail && { ...mail, password: settings.notifyPassword ?? "" },
  webhook: settings.notifyWebhook,
};
const web = settings.host
  ? new Host("web", { ...settings.host, people, notify })
  : new ExistingHost("web", { ...settings.existingHost!, privateKey: settings.existingHostPrivateKey, people, notify });

export const address = web.address;
export const ipv6Address = web.ipv6Address;
