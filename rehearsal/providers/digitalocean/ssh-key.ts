import { createHash } from "node:crypto";
import type { Cloud } from "../../world";
import type { PlainMap, ResourceType } from "../bridged";
import { collection, nextId, remove, theWorld } from "../pretend-cloud";
import { apiError, autoName, NOT_FOUND, notZero } from "./api";

interface SshKey {
  id: string;
  name: string;
  publicKey: string;
  fingerprint: string;
}

/** `digitalocean:index/sshKey:SshKey`. */
export const sshKey: ResourceType = {
  autoName,
  meta: '{"e2bfb730-ecaa-11e6-8f88-34363bc7c4c0":{"create":120000000000}}',
  properties: {
    fingerprint: { type: "string", computed: true },
    name: { type: "string", validate: notZero },
    publicKey: {
      type: "string",
      required: true,
      replaces: true,
      validate: notZero,
      same: (old, value) => String(old).trim() === String(value).trim(),
    },
  },
  create: async ({ planned }) => {
    const { name, publicKey } = planned as { name: string; publicKey: string };
    const made = await theWorld().cloud((cloud) => {
      const fingerprint = fingerprintOf(publicKey);
      if (fingerprint === undefined)
        throw refused("Key invalid, key should be of the format `ssh-rsa AAAAB3NzaC1yc2EAAA...`");
      const keys = collection<SshKey>(cloud, "sshKeys");
      const twin = Object.values(keys).find((key) => key.fingerprint === fingerprint);
      if (twin) throw refused("SSH Key is already in use on your account");
      const id = nextId(cloud);
      return (keys[id] = { id, name, publicKey: publicKey.trim(), fingerprint });
    });
    return { id: made.id, known: attributes(made) };
  },
  update: (id, { planned }) =>
    theWorld().cloud((cloud) => {
      const key = collection<SshKey>(cloud, "sshKeys")[id];
      if (!key) throw apiError("Failed to update SSH key", "PUT", `account/keys/${id}`, 404, NOT_FOUND);
      key.name = planned.name as string;
      return attributes(key);
    }),
  read: (id) =>
    theWorld().cloud((cloud) => {
      const key = collection<SshKey>(cloud, "sshKeys")[id];
      return key && attributes(key);
    }),
  delete: (id) =>
    theWorld().cloud((cloud) => {
      const keys = collection<SshKey>(cloud, "sshKeys");
      if (!keys[id]) throw apiError("Error deleting SSH key", "DELETE", `account/keys/${id}`, 404, NOT_FOUND);
      remove(keys, id);
    }),
};

/** The public keys that droplets name by id or by fingerprint. */
export function keysToLogIn(cloud: Cloud, idsOrFingerprints: string[]): string[] {
  const keys = Object.values(collection<SshKey>(cloud, "sshKeys"));
  return idsOrFingerprints.map((wanted) => {
    const key = keys.find(({ id, fingerprint }) => id === wanted || fingerprint === wanted);
    if (key) return key.publicKey;
    const message = `${wanted} are invalid key identifiers for Droplet creation.`;
    throw apiError("Error creating droplet", "POST", "droplets", 422, message);
  });
}

function attributes({ name, publicKey, fingerprint }: SshKey): PlainMap {
  return { name, publicKey, fingerprint };
}

function fingerprintOf(publicKey: string): string | undefined {
  const [, blob] =
    /^(?:ssh-(?:rsa|ed25519)|ecdsa-sha2-\S+|sk-\S+) ([A-Za-z0-9+/=]{40,})( .*)?$/.exec(publicKey.trim()) ?? [];
  if (blob === undefined) return undefined;
  return createHash("md5").update(Buffer.from(blob, "base64")).digest("hex").match(/../g)!.join(":");
}

function refused(message: string): Error {
  return apiError("Error creating SSH Key", "POST", "account/keys", 422, message);
}
