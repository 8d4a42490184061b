import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";

const ITERATIONS = 1_000_000;
const TAG_BYTES = 16;
const PROOF = "pulumi";

/** Encrypts secrets in a state file exactly as Pulumi's passphrase provider does, so that either can read the other's state. */
export class Crypter {
  /** One ciphertext per secret: a state that didn't change is written as it was. */
  private readonly known = new Map<string, string>();

  private constructor(
    private readonly key: Buffer,
    /** What a state file keeps to recognise the passphrase. */
    readonly salt: string,
  ) {}

  /** With the salt of an existing state, or a new one. */
  static async open(passphrase: string, salt?: string): Promise<Crypter> {
    const bytes = salt === undefined ? randomBytes(8) : Buffer.from(salt.split(":")[1] ?? "", "base64");
    const key = await derive(passphrase, bytes);
    if (salt === undefined) return new Crypter(key, `v1:${bytes.toString("base64")}:${seal(key, PROOF)}`);
    const crypter = new Crypter(key, salt);
    if (unseal(key, salt.split(":").slice(2).join(":")) !== PROOF)
      throw new Error("incorrect passphrase for this state");
    return crypter;
  }

  encrypt(text: string): string {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const sealed = seal(this.key, text);
    this.known.set(text, sealed);
    return sealed;
  }

  decrypt(sealed: string): string {
    const text = unseal(this.key, sealed);
    this.known.set(text, sealed);
    return text;
  }
}

/** `$PULUMI_CONFIG_PASSPHRASE`, or one made for this state file and kept beside it. */
export function passphraseFor(stateFile: string): string {
  const given = process.env.PULUMI_CONFIG_PASSPHRASE;
  if (given !== undefined && given !== "") return given;
  const file = `${stateFile}.passphrase`;
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" });
  return readFileSync(file, "utf8");
}

const derived = new Map<string, Promise<Buffer>>();

/** Takes a good part of a second, so it is done once per process. */
function derive(passphrase: string, salt: Buffer): Promise<Buffer> {
  const name = `${salt.toString("base64")} ${passphrase}`;
  const key = derived.get(name) ?? promisify(pbkdf2)(passphrase, salt, ITERATIONS, 32, "sha256");
  derived.set(name, key);
  return key;
}

function seal(key: Buffer, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
}

function unseal(key: Buffer, text: string): string {
  const [, nonce = "", data = ""] = text.split(":");
  const sealed = Buffer.from(data, "base64");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return decipher.update(sealed.subarray(0, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
  } catch {
    throw new Error("incorrect passphrase for this state");
  }
}
