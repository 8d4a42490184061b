import type * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import { putText } from "../remote/file";
import { virtualHostScript } from "../web/virtual-host";
import { demand, oneOf, wholeNumber } from "../validate";
import { type MailExchangerArgs, type MailMtaStsArgs, MailMtaStsMode } from "./mail-dns-args";

/** A policy of RFC 8461. */
export interface MtaStsPolicy {
  /** The file that senders fetch. */
  text: string;
  /** What the record says, so that senders notice a new file. It differs whenever the file does. */
  id: string;
}

const day = 86_400;

/** The policy: which servers are the right ones, and what to do about others. */
export function mtaStsPolicy(resource: pulumi.Resource, args: MailMtaStsArgs, mx: MailExchangerArgs[]): MtaStsPolicy {
  const { mode = MailMtaStsMode.Testing } = args;
  demand(resource, "mtaSts.mode", mode, oneOf(MailMtaStsMode));
  const { maxAge = mode === MailMtaStsMode.Enforce ? 7 * day : day } = args;
  demand(resource, "mtaSts.maxAge", maxAge, wholeNumber(day, 31_557_600));
  const text = [
    "version: STSv1",
    `mode: ${mode}`,
    ...mx.map(({ host }) => `mx: ${host}`),
    `max_age: ${maxAge}`,
    "",
  ].join("\n");
  return { text, id: createHash("sha256").update(text).digest("hex").slice(0, 32) };
}

/** The name that senders fetch the policy of a domain from. */
export const policyHost = (domain: string): string => `mta-sts.${domain}`;

/** Script: the policy, served under the name that senders ask. */
export function mtaStsScript(name: string, domain: string, { text }: MtaStsPolicy): string {
  const root = `/var/lib/open-infrastructure/mta-sts/${name}`;
  return [
    putText({ path: `${root}/.well-known/mta-sts.txt`, content: text }),
    virtualHostScript({ name, domain: policyHost(domain), root }),
  ].join("\n");
}
