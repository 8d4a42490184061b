import type { RunOptions } from "../rehearsal/engine/index";
import type { Provider } from "../rehearsal/providers/provider";
import { providers } from "../rehearsal/providers/registry";
import type { PropertyMap } from "../rehearsal/providers/value";

/** Outputs that somebody reads. */
const made: Record<string, PropertyMap> = {
  "tls:index/privateKey:PrivateKey": {
    privateKeyOpenssh: "made up",
    privateKeyPem: "made up",
    publicKeyOpenssh: `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"A".repeat(43)}\n`,
  },
  "digitalocean:index/droplet:Droplet": { ipv4Address: "203.0.113.10", ipv6Address: "2001:db8:113::10" },
  "command:remote:Command": { stdout: `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"B".repeat(43)}`, stderr: "" },
};

/** The rehearsal's providers, which judge and compare as ever and make nothing. */
export const pretending: RunOptions["providers"] = Object.fromEntries(
  Object.entries(providers).map(([name, provider]) => [name, pretend(provider)]),
);

function pretend(provider: Provider): Provider {
  return {
    ...provider,
    create: async (context, inputs) => {
      if (context.preview) return provider.create(context, inputs);
      const stdout = context.name.endsWith("-certificates") && { stdout: "https://acme.example/acct/1" };
      // The real defaults of a key, without the key.
      const defaults = provider.name === "tls" ? (await provider.create(context, inputs)).outputs : {};
      const id = context.name.length.toString();
      return { id, outputs: { ...defaults, ...inputs, id, ...made[context.type], ...stdout } };
    },
    delete: async () => undefined,
  };
}
