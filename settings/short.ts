/** Settings by their names, without the namespace. */
type Given = Record<string, unknown>;

/** What `pulumi new` asks for, each a text, and the longer settings that it stands for. */
const standsFor = {
  dnsProvider: ["dns"],
  zoneId: ["dns"],
  region: ["host"],
  email: ["acme", "people"],
  person: ["people"],
  sshKey: ["people", "website"],
  repository: ["website"],
} as const;

/** Names of the short settings. */
export const shortSettings = Object.keys(standsFor);

/**
 * The long form of settings, with what short ones say put in where no long one says it. A short setting that would count for nothing is a
 * mistake, for example one of somebody else's left in a copied file.
 */
export function spelledOut(given: Given): { settings: Given; problems: string[] } {
  const long = Object.fromEntries(Object.entries(given).filter(([name]) => !shortSettings.includes(name)));
  // A machine that is there already takes the place of one that is rented.
  const said = (name: string): boolean => name in long || (name === "host" && "existingHost" in long);
  const others = Object.entries(meant(given)).filter(([name]) => !said(name));
  const problems = Object.entries(standsFor)
    .filter(([name, longer]) => given[name] !== undefined && longer.every(said))
    .map(([name, longer]) => `${name}: counts for nothing beside ${longer.join(" and ")}; take away one or the other`);
  const settings = { ...Object.fromEntries(others), ...long };
  return { settings, problems };
}

function meant({ domain, dnsProvider, zoneId, region, email, person, sshKey, repository }: Given): Given {
  const pages = repository === undefined ? { deployKeys: sshKey && [sshKey] } : { repository };
  const somebody = {
    name: person,
    mail: email,
    sshKeys: sshKey === undefined ? [] : [sshKey],
    roles: ["administrator"],
  };
  const all = {
    dns: dnsProvider && { provider: dnsProvider, ...(zoneId !== undefined && { zoneId }) },
    host: region && { region },
    acme: email && { email },
    people: person && [somebody],
    website: (repository ?? sshKey) && { domain: `www.${String(domain)}`, aliases: [domain], ...pages },
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
