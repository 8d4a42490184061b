import type * as pulumi from "@pulumi/pulumi";
import { demand, oneOf, refuse, wholeNumber, yesOrNo } from "../validate";
import { type MailDmarcArgs, MailDmarcPolicy } from "./mail-dns-args";

/** What is known about the mail that a DMARC record is for. */
export interface DmarcContext {
  /** Where the arguments come from. */
  input: string;
  /** Address for reports. */
  reports?: string;
  /** Whether mail is signed. */
  signed: boolean;
  /** How to get it signed. */
  howToSign: string;
}

/**
 * The text of a DMARC record.
 *
 * `testing` is said twice: receivers of RFC 9989 (2026) read `t=y` and ignore `pct`; those of RFC 7489 don't know `t`, and
 * with `pct=0` do the same, what the policy before this one says.
 */
export function dmarcText(resource: pulumi.Resource, args: MailDmarcArgs, context: DmarcContext): string {
  const { input, reports, signed, howToSign } = context;
  const { policy = MailDmarcPolicy.None, testing = false, percent, subdomains, strictAlignment = false } = args;
  demand(resource, `${input}.policy`, policy, oneOf(MailDmarcPolicy));
  demand(resource, `${input}.testing`, testing, yesOrNo);
  demand(resource, `${input}.strictAlignment`, strictAlignment, yesOrNo);
  if (subdomains !== undefined) demand(resource, `${input}.subdomains`, subdomains, oneOf(MailDmarcPolicy));
  if (percent !== undefined) demand(resource, `${input}.percent`, percent, wholeNumber(1, 99));
  // Both are said of all that the record asks for, names below the domain included.
  const [strict] = Object.entries({ policy, subdomains }).filter(
    ([, asked = MailDmarcPolicy.None]) => asked !== MailDmarcPolicy.None,
  );
  if (strict === undefined && testing)
    refuse(resource, `${input}.testing is for the policies "quarantine" and "reject", got "none"`);
  if (strict === undefined && percent !== undefined)
    refuse(resource, `${input}.percent is for the policies "quarantine" and "reject", got "none"`);
  if (testing && percent !== undefined)
    refuse(resource, `${input}.percent must be left out while testing, which is 0 percent, got ${percent}`);
  if (strict !== undefined && !signed)
    refuse(resource, `${input}.${strict[0]} must be "none" until mail is signed, got "${strict[1]}": ${howToSign}`);
  const share = testing ? 0 : percent;
  return [
    "v=DMARC1",
    `p=${policy}`,
    ...(subdomains === undefined ? [] : [`sp=${subdomains}`]),
    // No mail comes from names that don't exist.
    "np=reject",
    ...(testing ? ["t=y"] : []),
    ...(share === undefined ? [] : [`pct=${share}`]),
    ...(strictAlignment ? ["adkim=s", "aspf=s"] : []),
    ...(reports === undefined ? [] : [`rua=mailto:${reports}`]),
  ].join("; ");
}

/** The text for a name that never sends. */
export function neverSends(reports: string | undefined): string {
  return ["v=DMARC1", "p=reject", ...(reports === undefined ? [] : [`rua=mailto:${reports}`])].join("; ");
}
