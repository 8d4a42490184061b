import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import type { PlainMap, ResourceType } from "../bridged";
import { toOpenssh } from "./openssh";

const CURVES: Record<string, string> = { P224: "secp224r1", P256: "prime256v1", P384: "secp384r1", P521: "secp521r1" };

/** `tls:index/privateKey:PrivateKey`: real keys, made here. */
export const privateKey: ResourceType = {
  meta: '{"schema_version":"1"}',
  properties: {
    id: { type: "string", computed: true },
    algorithm: { type: "string", required: true, replaces: true, oneOf: ["RSA", "ECDSA", "ED25519"] },
    rsaBits: { type: "number", default: 2048, replaces: true },
    ecdsaCurve: { type: "string", default: "P224", replaces: true, oneOf: Object.keys(CURVES) },
    privateKeyOpenssh: { type: "string", computed: true, secret: true },
    privateKeyPem: { type: "string", computed: true, secret: true },
    privateKeyPemPkcs8: { type: "string", computed: true, secret: true },
    publicKeyFingerprintMd5: { type: "string", computed: true },
    publicKeyFingerprintSha256: { type: "string", computed: true },
    publicKeyOpenssh: { type: "string", computed: true },
    publicKeyPem: { type: "string", computed: true },
  },
  create: async ({ planned }) => {
    const { publicKey, privateKey: secretKey, pem } = generate(planned);
    // OpenSSH doesn't know this curve: the outputs in its formats stay empty.
    const foreign = planned.algorithm === "ECDSA" && planned.ecdsaCurve === "P224";
    const openssh = foreign ? undefined : toOpenssh(secretKey.export({ format: "jwk" }));
    return {
      id: createHash("sha1")
        .update(publicKey.export({ type: "spki", format: "der" }))
        .digest("hex"),
      known: {
        privateKeyOpenssh: openssh?.privateKey ?? "",
        privateKeyPem: secretKey.export({ type: pem, format: "pem" }) as string,
        privateKeyPemPkcs8: secretKey.export({ type: "pkcs8", format: "pem" }) as string,
        publicKeyFingerprintMd5: openssh?.fingerprintMd5 ?? "",
        publicKeyFingerprintSha256: openssh?.fingerprintSha256 ?? "",
        publicKeyOpenssh: openssh?.publicKey ?? "",
        publicKeyPem: publicKey.export({ type: "spki", format: "pem" }) as string,
      },
    };
  },
};

interface KeyPair {
  publicKey: KeyObject;
  privateKey: KeyObject;
  /** The format that this kind of key has traditionally in a PEM file. */
  pem: "pkcs1" | "pkcs8" | "sec1";
}

function generate({ algorithm, rsaBits, ecdsaCurve }: PlainMap): KeyPair {
  if (algorithm === "RSA") {
    return { ...generateKeyPairSync("rsa", { modulusLength: rsaBits as number }), pem: "pkcs1" };
  }
  if (algorithm === "ECDSA") {
    return { ...generateKeyPairSync("ec", { namedCurve: CURVES[ecdsaCurve as string]! }), pem: "sec1" };
  }
  return { ...generateKeyPairSync("ed25519"), pem: "pkcs8" };
}
