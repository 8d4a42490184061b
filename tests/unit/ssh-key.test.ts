import { generateKeyPairSync } from "node:crypto";
import { keyParts, rsaBits } from "../../components/ssh-key";
import { sshPublicKey } from "../../components/validate";
import { toOpenssh } from "../../rehearsal/providers/tls/openssh";

/** A public key of these parts, each with its length before it. */
function made(type: string, ...parts: (string | Buffer)[]): string {
  const blob = parts.flatMap((part) => {
    const bytes = Buffer.from(part);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  return `${type} ${Buffer.concat(blob).toString("base64")}`;
}

const ed25519 = toOpenssh(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" })).publicKey.trim();
const rsa = toOpenssh(
  generateKeyPairSync("rsa", { modulusLength: 3072 }).privateKey.export({ format: "jwk" }),
).publicKey.trim();
const point = Buffer.concat([Buffer.of(4), Buffer.alloc(64)]);
const sk = "sk-ssh-ed25519@openssh.com";
const skEcdsa = "sk-ecdsa-sha2-nistp256@openssh.com";

test.each([
  ed25519,
  `${ed25519} ada@laptop`,
  rsa,
  made(sk, sk, Buffer.alloc(32), "ssh:"),
  made(skEcdsa, skEcdsa, "nistp256", point, "ssh:"),
])("takes %s", (key) => expect(sshPublicKey.accepts(key)).toBe(true));

test.each([
  ["an Ed25519 key without its last byte", made("ssh-ed25519", "ssh-ed25519", Buffer.alloc(31))],
  ["an Ed25519 key with a byte more", made("ssh-ed25519", "ssh-ed25519", Buffer.alloc(33))],
  ["an Ed25519 key with a part more", made("ssh-ed25519", "ssh-ed25519", Buffer.alloc(32), "more")],
  ["a type that the key inside isn't of", rsa.replace("ssh-rsa", "ssh-ed25519")],
  ["an RSA key that was cut off", rsa.slice(0, -40)],
  ["an RSA key without a modulus", made("ssh-rsa", "ssh-rsa", Buffer.alloc(40), "")],
  ["a security key without its application", made(sk, sk, Buffer.alloc(32))],
  ["a security key with a compressed point", made(skEcdsa, skEcdsa, "nistp256", Buffer.alloc(33), "ssh:")],
  ["base64 of a length that can't be", `${ed25519}A`],
  ["letters", `ssh-ed25519 ${"A".repeat(68)}`],
])("refuses %s", (_what, key) => {
  expect(keyParts(key)).toBeUndefined();
  expect(sshPublicKey.accepts(key)).toBe(false);
});

test("tells the size of an RSA key", () => {
  expect(rsaBits(rsa)).toBe(3072);
  expect(rsaBits(ed25519)).toBeUndefined();
});
