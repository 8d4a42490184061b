import { judgeTexts } from "./commands";
import { unknown, type Finding, type Rule, type Value } from "./rule";
import { at } from "./values";

/** The first version of Gogs without the holes that are exploited in the wild. */
export const firstSafeGogs = "0.14.3";

/** Whoever has an account on an older Gogs can take over the machine. */
export const gogsIsSafe: Rule = {
  name: "gogs-is-safe",
  description: `Gogs is ${firstSafeGogs} or later, whatever the component was told to accept.`,
  judge: (resource) => {
    if (resource.type === "open-infrastructure:index:CodeHosting") return judgeComponent(resource.properties);
    return judgeTexts(resource, (text) =>
      [...new Set([...text.matchAll(version)].flatMap(([, ...found]) => found.filter((each) => each !== undefined)))]
        .filter((found) => older(found, firstSafeGogs))
        .map(complaint),
    );
  },
};

/** As the addresses of archives and the names of images have it. */
const version =
  /\bgogs_v?(\d+\.\d+\.\d+)_linux|\bgogs\/releases\/download\/v(\d+\.\d+\.\d+)|\bdl\.gogs\.io\/(\d+\.\d+\.\d+)|\bgogs\/gogs:v?(\d+\.\d+(?:\.\d+)?)/g;

function judgeComponent({ software, release }: { readonly [key: string]: Value | undefined }): Finding[] {
  if (software === unknown) return [{ unknown: "software" }];
  const given = at(release, "version");
  // Without a release it is the one that the component knows.
  if (software !== "gogs" || given === undefined) return [];
  if (given === unknown) return [{ unknown: "release.version" }];
  return older(String(given), firstSafeGogs) ? [{ wrong: complaint(String(given)) }] : [];
}

function complaint(found: string): string {
  return `Gogs ${found} lets whoever has an account take over the machine (CVE-2025-8110, CVE-2026-52806): take ${firstSafeGogs} or later`;
}

function older(left: string, right: string): boolean {
  const [a, b] = [left, right].map((text) => text.split(".").map(Number)) as [number[], number[]];
  const index = b.findIndex((part, position) => part !== (a[position] ?? 0));
  return index >= 0 && (a[index] ?? 0) < b[index]!;
}
