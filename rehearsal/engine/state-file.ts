import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Crypter, passphraseFor } from "./crypter";
import type { Resource } from "./resource";
import { loadResource } from "./serialize";
import type { Deployment, Json, StoredOperation, StoredResource } from "./stored";

const VERSION = "rehearsal";

/** A stack's state on disk. */
export class StateFile {
  private constructor(
    private readonly path: string,
    /** For secrets in what is written; undefined until something is. */
    private crypter: Crypter | undefined,
    /** In dependency order. */
    readonly resources: Resource[],
    readonly pendingOperations: StoredOperation[],
  ) {}

  /** Reads a state; a file that doesn't exist is an empty stack. */
  static async open(path: string): Promise<StateFile> {
    const deployment = existsSync(path) ? read(path).deployment : undefined;
    const crypter = deployment && (await Crypter.open(passphraseFor(path), deployment.secrets_providers?.state.salt));
    const decrypt = (sealed: string): string => crypter?.decrypt(sealed) ?? "";
    const resources = (deployment?.resources ?? []).map((stored) => loadResource(stored, decrypt));
    return new StateFile(path, crypter, resources, deployment?.pending_operations ?? []);
  }

  /** Makes a new stack's key, before anything is written. */
  async prepare(): Promise<void> {
    mkdirSync(dirname(this.path), { recursive: true });
    this.crypter ??= await Crypter.open(passphraseFor(this.path));
  }

  /** Encrypts a secret for this file. */
  encrypt(text: string): string {
    if (!this.crypter) throw new Error("the state has no key yet");
    return this.crypter.encrypt(text);
  }

  /** Replaces the file in one step, so that a killed run leaves the old or the new state. */
  write(resources: StoredResource[], operations: StoredOperation[]): void {
    const time = new Date().toISOString();
    const deployment: Deployment = {
      version: 3,
      deployment: {
        manifest: { time, magic: createHash("sha256").update(VERSION).digest("hex"), version: VERSION },
        secrets_providers: { type: "passphrase", state: { salt: this.crypter?.salt ?? "" } },
        ...(resources.length > 0 && { resources }),
        ...(operations.length > 0 && { pending_operations: operations }),
        metadata: {},
      },
    };
    writeFileSync(`${this.path}.new`, JSON.stringify(deployment, undefined, 2), { mode: 0o600 });
    renameSync(`${this.path}.new`, this.path);
  }
}

/** What `pulumi stack export [--show-secrets]` would print for this state. */
export async function exportState(path: string, options: { showSecrets?: boolean } = {}): Promise<Deployment> {
  if (!existsSync(path)) {
    return { version: 3, deployment: { manifest: { time: "", magic: "", version: "" }, metadata: {} } };
  }
  const state = read(path);
  if (!options.showSecrets) return state;
  const salt = state.deployment.secrets_providers?.state.salt;
  const crypter = await Crypter.open(passphraseFor(path), salt);
  return reveal(state as unknown as Json, (sealed) => crypter.decrypt(sealed)) as unknown as Deployment;
}

function reveal(json: Json, decrypt: (sealed: string) => string): Json {
  if (Array.isArray(json)) return json.map((item) => reveal(item, decrypt));
  if (json === null || typeof json !== "object") return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, item]) =>
      key === "ciphertext" && typeof item === "string" ? ["plaintext", decrypt(item)] : [key, reveal(item, decrypt)],
    ),
  );
}

function read(path: string): Deployment {
  return JSON.parse(readFileSync(path, "utf8")) as Deployment;
}
