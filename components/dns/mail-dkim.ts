import * as pulumi from "@pulumi/pulumi";
import { createPublicKey } from "node:crypto";
import { demand, refuse, type Rule } from "../validate";
import { type DnsRecordArgs, DnsRecordType } from "./dns-record-args";
import { isKnown } from "./dns-record-rules";
import type { MailDkimArgs } from "./mail-dns-args";

const selectorName: Rule<string> = {
  allowed: 'the part before "._domainkey", such as "key1"',
  accepts: (value) =>
    typeof value === "string" &&
    /^[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?)*$/i.test(value) &&
    !value.toLowerCase().includes("_domainkey"),
};

const dkimKey: Rule<string> = {
  allowed: 'a whole key such as "v=DKIM1; k=rsa; p=MIIB…", RSA of at least 1024 bits or Ed25519',
  accepts: (value) => typeof value === "string" && isWhole(tags(value)),
};

function tags(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(";").flatMap((part) => {
      const [, tag, value] = /^\s*([a-z]+)\s*=\s*(\S*)\s*$/.exec(part) ?? [];
      return tag === undefined || value === undefined ? [] : [[tag, value]];
    }),
  );
}

function isWhole({ v, k = "rsa", p = "" }: Record<string, string>): boolean {
  if (v !== "DKIM1" || !/^[A-Za-z0-9+/]+=*$/.test(p)) return false;
  const bytes = Buffer.from(p, "base64");
  if (k === "ed25519") return bytes.length === 32;
  return k === "rsa" && (["spki", "pkcs1"] as const).some((type) => bitsOf(bytes, type) >= 1024);
}

/** 0 if it isn't a key, for example because the end was left behind when it was copied. */
function bitsOf(key: Buffer, type: "spki" | "pkcs1"): number {
  try {
    return createPublicKey({ key, format: "der", type }).asymmetricKeyDetails?.modulusLength ?? 0;
  } catch {
    return 0;
  }
}

/** One text, however it was cut into strings where it was copied. */
function joined(text: string): string {
  return text.trim().replaceAll(/"\s+"/g, "").replaceAll(/^"|"$/g, "");
}

/** The record of a signing key: an alias of the provider's, or the key itself. */
export function dkimRecord(
  resource: pulumi.Resource,
  input: string,
  domain: string,
  { selector, target, key }: MailDkimArgs,
): DnsRecordArgs {
  demand(resource, `${input}.selector`, selector, selectorName);
  const name = `${selector}._domainkey.${domain}`;
  if (target !== undefined && key === undefined) return { name, type: DnsRecordType.CNAME, value: target };
  if (target !== undefined || key === undefined)
    refuse(resource, `${input} needs either target or key, got ${target === undefined ? "neither" : "both"}`);
  const whole = (text: string): string => {
    const one = typeof text === "string" ? joined(text) : text;
    demand(resource, `${input}.key`, one, dkimKey);
    return one;
  };
  return { name, type: DnsRecordType.TXT, value: isKnown(key) ? whole(key) : pulumi.output(key).apply(whole) };
}
