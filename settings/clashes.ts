import type { Organisation } from "./schema";

type Clash = [setting: keyof Organisation | Place, advice: string];

/** The way to a setting in others. */
type Place = [keyof Organisation, ...(string | number)[]];

/** The settings that are right each by itself but not beside the others, and what helps. */
export function clashes(organisation: Organisation): Clash[] {
  const { host, existingHost, code, ci, runners } = organisation;
  const found: (Clash | false)[] = [
    (host === undefined) === (existingHost === undefined) && [
      "host",
      "either host or existingHost is needed, and not both",
    ],
    ci !== undefined && code === undefined && ["ci", "builds need code hosting: set code, too"],
    runners.length > 0 && ci === undefined && ["runners", "runners need a server: set ci, too"],
    ci?.software === "drone" &&
      runners.some(({ image }) => image === undefined) && [
        "runners",
        'each runner of drone needs image: "docker.io/drone/drone-runner-docker@sha256:…", whose digest this tells: skopeo inspect docker://docker.io/drone/drone-runner-docker:1',
      ],
  ];
  return [
    ...found.filter((clash) => clash !== false),
    ...strayNames(organisation),
    ...sharedNames(organisation),
    ...strayLists(organisation),
  ];
}

/** Names are served out of the one zone that there is. */
function strayNames({ domain, website, code, ci, documents, lists }: Organisation): Clash[] {
  const named = Object.entries({ website, code, ci, documents, lists }).flatMap(
    ([setting, service]): [Place, string][] =>
      service === undefined ? [] : [[[setting as keyof Organisation, "domain"], service.domain]],
  );
  const aliases = (website.aliases ?? []).map((name, index): [Place, string] => [["website", "aliases", index], name]);
  return [...named, ...aliases]
    .filter(([, name]) => name !== domain && !name.endsWith(`.${domain}`))
    .map(([place, name]): Clash => [place, `${name} must lie in the zone "${domain}", which is the setting domain`]);
}

/** A name leads to one service. */
function sharedNames({ domain, website, code, ci, documents, lists, mail }: Organisation): Clash[] {
  const aliases = website.aliases ?? [];
  const policy = mail?.mtaSts && `mta-sts.${mail.domain ?? domain}`;
  const names = Object.entries({ website: website.domain, code, ci, documents, lists, mail: policy }).flatMap(
    ([setting, service]): [keyof Organisation, string][] =>
      service === undefined
        ? []
        : [[setting as keyof Organisation, typeof service === "string" ? service : service.domain]],
  );
  return names.flatMap(([setting, name], index): Clash[] => {
    const other = names.slice(0, index).find(([, taken]) => taken === name)?.[0];
    const taken = other ?? (setting !== "website" && aliases.includes(name) ? "website" : undefined);
    return taken === undefined ? [] : [[setting, `${name} is a name of ${taken} already; each needs its own`]];
  });
}

/** Posts arrive where the DNS of the lists' mail says. */
function strayLists({ domain, lists, mail }: Organisation): Clash[] {
  const published = mail?.lists?.domain;
  const expected = lists && (lists.mailDomain ?? lists.domain);
  const silent = [...(mail?.nonSending ?? []), ...(mail?.preset === "none" ? [mail.domain ?? domain] : [])];
  if (expected !== undefined && silent.includes(expected))
    return [["lists", `posts are expected at ${expected}, which mail says has no mail: set mail.lists`]];
  if (published === undefined || expected === undefined || published === expected) return [];
  return [
    ["lists", `posts are expected at ${expected}, but mail.lists.domain is ${published}: set lists.mailDomain to that`],
  ];
}
