import { createHash, randomBytes, type JsonWebKey } from "node:crypto";

/** A key pair in OpenSSH's formats. */
export interface OpensshKey {
  /** The file `id_ed25519`. */
  privateKey: string;
  /** A line of authorized_keys, without a comment. */
  publicKey: string;
  fingerprintMd5: string;
  fingerprintSha256: string;
}

const CURVES: Record<string, string> = { "P-256": "nistp256", "P-384": "nistp384", "P-521": "nistp521" };
const BLOCK = 8;

/** A private key, given as a JSON web key, in OpenSSH's formats. */
export function toOpenssh(jwk: JsonWebKey): OpensshKey {
  const fields = keyFields(jwk);
  const publicBlob = Buffer.concat(fields.public.map(string));
  const check = randomBytes(4);
  const secret = Buffer.concat([check, check, ...fields.private.map(string), string(Buffer.alloc(0))]);
  const padding = Buffer.from(
    Array.from({ length: (BLOCK - (secret.length % BLOCK)) % BLOCK }, (_, index) => index + 1),
  );
  const body = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    ...["none", "none", ""].map((text) => string(Buffer.from(text))),
    Buffer.from([0, 0, 0, 1]),
    string(publicBlob),
    string(Buffer.concat([secret, padding])),
  ]);
  const md5 = createHash("md5").update(publicBlob).digest("hex");
  const sha256 = createHash("sha256").update(publicBlob).digest("base64");
  return {
    privateKey: pem("OPENSSH PRIVATE KEY", body),
    publicKey: `${fields.public[0]} ${publicBlob.toString("base64")}\n`,
    fingerprintMd5: md5.match(/../g)!.join(":"),
    fingerprintSha256: `SHA256:${sha256.replace(/=+$/, "")}`,
  };
}

/** The fields of both halves, in the order in which OpenSSH writes them. */
function keyFields(jwk: JsonWebKey): { public: Buffer[]; private: Buffer[] } {
  const field = (name: keyof JsonWebKey) => Buffer.from(jwk[name] as string, "base64url");
  if (jwk.kty === "OKP") {
    const head = [Buffer.from("ssh-ed25519"), field("x")];
    return { public: head, private: [...head, Buffer.concat([field("d"), field("x")])] };
  }
  if (jwk.kty === "RSA") {
    const [n, e, d] = [integer(field("n")), integer(field("e")), integer(field("d"))];
    const [inverse, p, q] = [integer(field("qi")), integer(field("p")), integer(field("q"))];
    const name = Buffer.from("ssh-rsa");
    return { public: [name, e, n], private: [name, n, e, d, inverse, p, q] };
  }
  const curve = CURVES[jwk.crv!]!;
  const point = Buffer.concat([Buffer.from([4]), field("x"), field("y")]);
  const head = [Buffer.from(`ecdsa-sha2-${curve}`), Buffer.from(curve), point];
  return { public: head, private: [...head, integer(field("d"))] };
}

/** An SSH string: its length, then its bytes. */
function string(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** An SSH integer: no leading zeros, except one where the number would look negative. */
function integer(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const trimmed = bytes.subarray(start === -1 ? bytes.length : start);
  return trimmed[0] !== undefined && trimmed[0] >= 0x80 ? Buffer.concat([Buffer.from([0]), trimmed]) : trimmed;
}

function pem(label: string, body: Buffer): string {
  const lines = body.toString("base64").match(/.{1,64}/g)!;
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
