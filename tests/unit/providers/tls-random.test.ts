import { createPrivateKey, createPublicKey } from "node:crypto";
import { compareSync } from "bcryptjs";
import { utils } from "ssh2";
import { provider as random } from "../../../rehearsal/providers/random/index";
import { provider as tls } from "../../../rehearsal/providers/tls/index";
import { Secret, Unknown, type PropertyMap } from "../../../rehearsal/providers/value";
import { change, context, make } from "./context";

const KEY = "tls:index/privateKey:PrivateKey";
const PASSWORD = "random:index/randomPassword:RandomPassword";
const STRING = "random:index/randomString:RandomString";
const BYTES = "random:index/randomBytes:RandomBytes";
const ID = "random:index/randomId:RandomId";

function reveal(value: unknown): string {
  if (!(value instanceof Secret)) throw new Error("not secret");
  return value.value as string;
}

describe("a private key", () => {
  it.each([
    ["ED25519", "P224", "ssh-ed25519", /^-----BEGIN PRIVATE KEY-----/],
    ["RSA", "P224", "ssh-rsa", /^-----BEGIN RSA PRIVATE KEY-----/],
    ["ECDSA", "P256", "ecdsa-sha2-nistp256", /^-----BEGIN EC PRIVATE KEY-----/],
    ["ECDSA", "P384", "ecdsa-sha2-nistp384", /^-----BEGIN EC PRIVATE KEY-----/],
    ["ECDSA", "P521", "ecdsa-sha2-nistp521", /^-----BEGIN EC PRIVATE KEY-----/],
  ])("of %s %s is the same key in all formats", async (algorithm, ecdsaCurve, name, pem) => {
    const { id, outputs } = await make(tls, KEY, { algorithm, ecdsaCurve });
    expect(id).toMatch(/^[0-9a-f]{40}$/);
    const openssh = utils.parseKey(reveal(outputs.privateKeyOpenssh));
    if (openssh instanceof Error) throw openssh;
    expect(openssh.type).toBe(name);
    expect(outputs.publicKeyOpenssh).toBe(`${name} ${openssh.getPublicSSH().toString("base64")}\n`);
    expect(reveal(outputs.privateKeyPem)).toMatch(pem);
    const spki = (key: Parameters<typeof createPublicKey>[0]) =>
      createPublicKey(key).export({ type: "spki", format: "pem" });
    expect(spki(createPrivateKey(reveal(outputs.privateKeyPem)))).toBe(outputs.publicKeyPem);
    expect(spki(createPrivateKey(reveal(outputs.privateKeyPemPkcs8)))).toBe(outputs.publicKeyPem);
    expect(openssh.getPublicPEM().trim()).toBe((outputs.publicKeyPem as string).trim());
    expect(outputs.publicKeyFingerprintMd5).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
    expect(outputs.publicKeyFingerprintSha256).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
  });

  it("of a curve OpenSSH doesn't know has no OpenSSH formats", async () => {
    const { outputs } = await make(tls, KEY, { algorithm: "ECDSA" });
    expect(outputs).toMatchObject({ ecdsaCurve: "P224", publicKeyOpenssh: "", publicKeyFingerprintSha256: "" });
  });

  it("is replaced by another algorithm, and the bridge names all that will be new", async () => {
    const made = await make(tls, KEY, { algorithm: "ED25519" });
    expect(made.inputs).toEqual({ algorithm: "ED25519" });
    expect(await change(tls, KEY, made, { algorithm: "RSA" })).toEqual({
      changes: true,
      diffs: [
        "algorithm",
        "id",
        "privateKeyOpenssh",
        "privateKeyPem",
        "privateKeyPemPkcs8",
        "publicKeyFingerprintMd5",
        "publicKeyFingerprintSha256",
        "publicKeyOpenssh",
        "publicKeyPem",
      ],
      replaces: ["algorithm"],
    });
    const same = { changes: false, diffs: [], replaces: [] };
    expect(await change(tls, KEY, made, { algorithm: "ED25519" })).toEqual(same);
    expect(await change(tls, KEY, made, { algorithm: "ED25519", rsaBits: 2048 })).toEqual(same);
  });

  it("is unknown at a preview, and what is secret will be", async () => {
    const { id, outputs } = await tls.create(context(KEY, true), { algorithm: "RSA" });
    expect(id).toBe("");
    const secret = new Secret(Unknown.instance);
    expect(outputs).toMatchObject({ algorithm: "RSA", rsaBits: 2048, ecdsaCurve: "P224", id: Unknown.instance });
    expect(outputs).toMatchObject({ privateKeyPem: secret, privateKeyOpenssh: secret, privateKeyPemPkcs8: secret });
    expect(outputs).toMatchObject({ publicKeyOpenssh: Unknown.instance, publicKeyFingerprintMd5: Unknown.instance });
  });

  it.each<[string, PropertyMap, string]>([
    ["no algorithm", {}, "Missing required property 'algorithm'"],
    [
      "an unknown one",
      { algorithm: "DSA" },
      "Invalid Attribute Value Match. Attribute algorithm value must be one of: " +
        `["RSA" "ECDSA" "ED25519"], got: "DSA". Examine values at 'it.algorithm'.`,
    ],
  ])("refuses %s", async (_what, args, reason) => {
    const { failures } = await tls.check(context(KEY), undefined, args);
    expect(failures?.map((failure) => failure.reason)).toEqual([reason]);
  });
});

describe("random values", () => {
  it("makes passwords that are secret, with their hash", async () => {
    const { id, outputs } = await make(random, PASSWORD, { length: 20 });
    expect(id).toBe("none");
    expect(reveal(outputs.result)).toMatch(/^[A-Za-z0-9!@#$%&*()\-_=+[\]{}<>:?]{20}$/);
    expect(compareSync(reveal(outputs.result), reveal(outputs.bcryptHash))).toBe(true);
  });

  it.each<[PropertyMap, RegExp]>([
    [{ length: 8, special: false }, /^[A-Za-z0-9]{8}$/],
    [{ length: 8, special: false, upper: false, numeric: false }, /^[a-z]{8}$/],
    [{ length: 8, special: false, upper: false, number: false }, /^[a-z]{8}$/],
    [{ length: 8, upper: false, lower: false, numeric: false, overrideSpecial: "_" }, /^_{8}$/],
    [{ length: 4, minUpper: 2, minLower: 1, minNumeric: 1 }, /^(?=.*[A-Z].*[A-Z])(?=.*[a-z])(?=.*\d).{4}$/],
  ])("keeps to %j", async (args, pattern) => {
    const { id, outputs } = await make(random, STRING, args);
    expect(outputs.result).toMatch(pattern);
    expect(id).toBe(outputs.result);
  });

  it("makes bytes that are secret", async () => {
    const { id, outputs } = await make(random, BYTES, { length: 32 });
    expect(Buffer.from(reveal(outputs.base64), "base64").toString("hex")).toBe(reveal(outputs.hex));
    expect(reveal(outputs.hex)).toHaveLength(64);
    expect(id).toBe(reveal(outputs.base64));
  });

  it("makes ids in four spellings, each with the prefix", async () => {
    const { id, outputs } = await make(random, ID, { byteLength: 4, prefix: "x-" });
    const hex = Buffer.from(id, "base64url").toString("hex");
    expect(outputs).toMatchObject({ hex: `x-${hex}`, dec: `x-${parseInt(hex, 16)}`, b64Url: `x-${id}` });
  });

  it.each<[string, PropertyMap, PropertyMap, string[]]>([
    [PASSWORD, { length: 8 }, { length: 9 }, ["length"]],
    [PASSWORD, { length: 8 }, { length: 8, special: true }, []],
    [PASSWORD, { length: 8 }, { length: 8, special: false }, ["special"]],
    [PASSWORD, { length: 8, keepers: { a: "1" } }, { length: 8, keepers: { a: "2" } }, ["keepers"]],
    [PASSWORD, { length: 8 }, { length: 8, keepers: { a: Unknown.instance } }, ["keepers"]],
    [BYTES, { length: 8 }, { length: 8, keepers: { a: "1" } }, ["keepers"]],
    [ID, { byteLength: 8 }, { byteLength: 8, prefix: "x" }, ["prefix"]],
  ])("%s of %j becomes %j: %j differ and replace", async (type, before, after, keys) => {
    const made = await make(random, type, before);
    const { changes, diffs, replaces } = await change(random, type, made, after);
    expect({ changes, diffs, replaces }).toEqual({ changes: keys.length > 0, diffs: keys, replaces: keys });
  });

  it("names a type that it doesn't know", async () => {
    const type = "random:index/randomPet:RandomPet";
    await expect(random.check(context(type), undefined, {})).rejects.toThrow(type);
  });
});
