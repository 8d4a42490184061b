import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFile, type Places } from "../machines/places";

const owners = ["provider", "outside"] as const;

/** Private keys that sign mail, PEM. */
export type MailKeys = Record<(typeof owners)[number], string>;

const fileOf = (places: Places, owner: string): string => join(places.directory, `dkim-${owner}.pem`);

/** The world's own keys, made when they are first asked for. */
export function mailKeys(places: Places): MailKeys {
  const entries = owners.map((owner) => {
    const file = fileOf(places, owner);
    if (!existsSync(file)) replaceFile(file, freshKey(), 0o600);
    return [owner, readFileSync(file, "utf8")];
  });
  return Object.fromEntries(entries) as MailKeys;
}

/** What DNS says of the keys; undefined before there are any. */
export function publishedKeys(places: Places): MailKeys | undefined {
  if (!owners.every((owner) => existsSync(fileOf(places, owner)))) return undefined;
  const { provider, outside } = mailKeys(places);
  return { provider: dkimText(provider), outside: dkimText(outside) };
}

function freshKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

function dkimText(privateKey: string): string {
  const key = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  return `v=DKIM1; k=rsa; p=${key.toString("base64")}`;
}
