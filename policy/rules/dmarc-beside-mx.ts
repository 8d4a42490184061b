import { recordsOf, type Record } from "./records";
import { unknown, type Finding, type Rule } from "./rule";

/** Who takes mail in its name should say what is to become of mail that only pretends to come from it. */
export const dmarcBesideMx: Rule = {
  name: "dmarc-beside-mx",
  description: "Every name that takes mail has a DMARC policy, of its own or of a domain above it.",
  judgeStack: (resources) => {
    const records = recordsOf(resources);
    const policies = records.filter(({ name }) => typeof name !== "string" || name.startsWith("_dmarc."));
    const names = new Map(records.filter(takesMail).map(({ name, urn }) => [name, urn]));
    return [...names].flatMap(([name, urn]) => judgeName(name, urn, policies));
  },
};

/** A dot as target says that no mail is taken. */
function takesMail({ type, content }: Record): boolean {
  return type === "MX" && content !== "." && content !== "";
}

function judgeName(name: Record["name"], urn: string, policies: Record[]): Finding[] {
  if (typeof name !== "string") return [{ unknown: "name", urn }];
  const candidates = policies.filter((policy) => typeof policy.name !== "string" || covers(policy.name, name));
  if (candidates.some(isPolicy)) return [];
  if (candidates.some((policy) => policy.name === unknown || policy.content === unknown))
    return [{ unknown: `_dmarc.${name}`, urn }];
  return [{ wrong: `${name} takes mail, but there is no DMARC policy: add a TXT record _dmarc.${name}`, urn }];
}

function covers(policy: string, name: string): boolean {
  const domain = policy.slice("_dmarc.".length);
  return name === domain || name.endsWith(`.${domain}`);
}

/** A CNAME leaves the policy to somebody else. */
function isPolicy({ name, type, content }: Record): boolean {
  if (name === unknown) return false;
  return type === "CNAME" || (type === "TXT" && typeof content === "string" && /^["\s]*v=DMARC1\s*;/i.test(content));
}
