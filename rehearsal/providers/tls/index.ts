import { bridgedProvider } from "../bridged";
import { privateKey } from "./private-key";

/** The `tls` provider, as far as private keys go. */
export const provider = bridgedProvider({
  name: "tls",
  // renovate: datasource=npm depName=@pulumi/tls
  version: "5.6.1",
  framework: "plugin-framework",
  resources: { "tls:index/privateKey:PrivateKey": privateKey },
});
