import { utils, type ParsedKey } from "ssh2";
import type { PropertyMap, Value } from "../value";

/** How to reach a machine: the `connection` of a remote command with its defaults filled in. */
export interface Connection {
  host: string;
  port: number;
  user: string;
  password?: string;
  privateKey?: string;
  privateKeyPassword?: string;
  hostKey?: string;
  agentSocketPath?: string;
  /** Failed tries after which dialling is given up; -1 is never. */
  dialErrorLimit: number;
  /** Seconds a TCP connection may take to be made; 0 is no limit. */
  perDialTimeout: number;
}

/** Fields of a connection and the JSON type each one has. */
export const CONNECTION_FIELDS: Record<string, "string" | "number"> = {
  host: "string",
  port: "number",
  user: "string",
  password: "string",
  privateKey: "string",
  privateKeyPassword: "string",
  hostKey: "string",
  agentSocketPath: "string",
  dialErrorLimit: "number",
  perDialTimeout: "number",
};

const DEFAULTS = { user: "root", port: 22, dialErrorLimit: 10, perDialTimeout: 15 };

/** Fills in what a connection leaves out. */
export function withDefaults(connection: { [key: string]: Value | undefined }): PropertyMap {
  const given = Object.entries(connection).filter(([, value]) => value !== undefined && value !== null);
  return { ...DEFAULTS, ...Object.fromEntries(given) };
}

/** A key that is parsed, or an error in the words of the SSH library of the real provider. */
export function parseKey(text: string, passphrase?: string): ParsedKey {
  const parsed: ParsedKey | ParsedKey[] | Error = utils.parseKey(text, passphrase);
  if (!(parsed instanceof Error)) return Array.isArray(parsed) ? parsed[0]! : parsed;
  throw new Error(
    /encrypted/i.test(parsed.message) ? "ssh: this private key is passphrase protected" : "ssh: no key found",
  );
}

/** The host key that is pinned, as its algorithm and its bytes on the wire. */
export function pinnedKey(hostKey: string): { algorithm: string; bytes: Buffer } {
  try {
    const key = parseKey(hostKey.trim());
    return { algorithm: key.type, bytes: key.getPublicSSH() };
  } catch (error) {
    throw new Error(`failed to parse host key: ${(error as Error).message}`, { cause: error });
  }
}
