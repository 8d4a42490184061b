import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { published as publishedCode } from "../../components/code/releases";
import { published as publishedDocuments } from "../../components/documents/releases";

const repository = resolve(__dirname, "../..");

interface Manager {
  managerFilePatterns: string[];
  matchStrings?: string[];
}

interface Renovate {
  enabledManagers: string[];
  customManagers: Manager[];
  "github-actions": Manager;
  woodpecker: Manager;
}

const renovate = JSON.parse(readFileSync(join(repository, "renovate.json"), "utf8")) as Renovate;

/** Renovate's way of writing regular expressions for files. */
const handles = ({ managerFilePatterns }: Manager, file: string): boolean =>
  managerFilePatterns.some((pattern) => new RegExp(pattern.replace(/^\/(.*)\/$/, "$1")).test(file));

const where = [
  ...[
    "components",
    "settings",
    "rehearsal",
    "images",
    "scripts",
    "tools",
    "policy",
    "bench",
    ".ci",
    ".github",
    ".forgejo",
  ],
  ...[".woodpecker", ".drone.yml", "index.ts", "package.json", "Pulumi.*.yaml", "tests/rehearsal/scanners.ts"],
];
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...where], {
  cwd: repository,
  encoding: "utf8",
})
  .trim()
  .split("\n")
  .filter((file) => !/\.md$|schema\.json$|go\.sum$|package-lock\.json$|\/sites\//.test(file))
  .filter((file) => existsSync(join(repository, file)));
const texts = new Map(files.map((file) => [file, readFileSync(join(repository, file), "utf8")]));

/** What looks pinned: a checksum, an exact version, an image, an action. */
const shapes: [RegExp, RegExp][] = [
  [/./, /\b(?!0{64})[0-9a-f]{64}\b/g],
  [/(?<!\.go)$/, /"v?\d+\.\d+\.\d+(?:[-+][\w.]+)?"/g],
  [/./, /"debian-\d+-x64"/g],
  [/(?:^|\/)Dockerfile$/, /^(?:ARG \w+=|FROM ).+$/gm],
  [/\.ya?ml$/, /\b(?:image|uses|node-version): (?!\S*…)\S*\d\S*/g],
  [/(?:^|\/)go\.mod$/, /^(?:require )?\s*\S+ v\d.*$/gm],
];

interface Pin {
  file: string;
  line: number;
  text: string;
  index: number;
}

/** What Renovate finds without being told, by its own knowledge of a kind of file. */
const builtIn: { manager: string; of: (file: string) => boolean; line: RegExp }[] = [
  { manager: "npm", of: (file) => /(?:^|\/)package\.json$/.test(file), line: /^ {4}"[@\w/.-]+": "[~^]?\d/ },
  { manager: "dockerfile", of: (file) => /(?:^|\/)Dockerfile$/.test(file), line: /^FROM \S+/ },
  { manager: "gomod", of: (file) => /(?:^|\/)go\.mod$/.test(file), line: / v\d/ },
  {
    manager: "github-actions",
    of: (file) => handles(renovate["github-actions"], file),
    line: /\b(?:uses|image|node-version): /,
  },
  { manager: "woodpecker", of: (file) => handles(renovate.woodpecker, file), line: /\bimage: / },
  { manager: "droneci", of: (file) => /(?:^|\/)\.drone\.yml$/.test(file), line: /\bimage: / },
];

/** What nobody should raise, and why. */
const kept: [string, RegExp, string][] = [
  [
    "components/code/releases.ts",
    /newer: /,
    "a version whose checksum nobody has seen; it goes when the one above is raised",
  ],
  ["components/code/releases.ts", /firstSafeGogs/, "a limit, not what is installed"],
  ["policy/rules/gogs-is-safe.ts", /firstSafeGogs/, "the same limit"],
  ["components/code/gogs-config.ts", /older\(/, "from where on a setting exists"],
  ["components/code/checked-release.ts", /such as/, "an example in an error"],
  ["components/documents/checked-release.ts", /such as/, "an example in an error"],
  ["components/ci/ci-rules.ts", /such as/, "an example in an error"],
  ["components/host/host-args.ts", /Debian12/, "the older release that machines may have"],
  ["rehearsal/mirror/gitea.ts", /neededGo|next/, "what the version above asks for, and a made-up one after it"],
  ["rehearsal/mirror/gogs.ts", /versions/, "what a stand-in calls itself"],
  ["rehearsal/mirror/releases.ts", /preferred: "0\./, "what a stand-in calls itself"],
  ["rehearsal/mirror/drone.ts", /version: |tags: /, "what a stand-in calls itself"],
  ["rehearsal/mirror/woodpecker.ts", /versions/, "what a stand-in calls itself"],
  ["rehearsal/mirror/owncloud.ts", /versions/, "what a stand-in calls itself"],
  ["rehearsal/mirror/nextcloud.ts", /versions/, "what a stand-in calls itself"],
  ["rehearsal/providers/digitalocean/catalogue.ts", /debian-12/, "what machines can be made of"],
  ["rehearsal/mirror/oci.ts", /imageLayoutVersion/, "the version of a format"],
  ["images/android-go-mobile/Dockerfile", /ARG JDK=/, "a package of the Debian in the first line"],
  [
    "images/android-go-mobile/Dockerfile",
    /ARG ANDROID_/,
    "Google's SDK, in no list that a bot can read: developer.android.com/studio, by hand",
  ],
];

const own = /^ {2}"version": /;
const excused = (pin: Pin): number[] =>
  kept.flatMap(([file, text], index) => (file === pin.file && text.test(pin.text) ? [index] : []));

function pinsOf(file: string, text: string): Pin[] {
  return shapes
    .filter(([name]) => name.test(file))
    .flatMap(([, shape]) => [...text.matchAll(shape)])
    .map(({ index }) => {
      const line = text.slice(0, index).split("\n").length;
      return { file, line, text: text.split("\n")[line - 1]!, index };
    });
}

interface Found {
  start: number;
  end: number;
  groups: Record<string, string>;
}

function foundBy(managers: Manager[], file: string, text: string): Found[] {
  return managers
    .filter((manager) => handles(manager, file))
    .flatMap(({ matchStrings = [] }) => matchStrings)
    .flatMap((pattern) => [...text.matchAll(new RegExp(pattern, "g"))])
    .map(({ index, 0: { length }, groups }) => ({ start: index, end: index + length, groups: { ...groups } }));
}

/** A checksum, with the version it was taken of. */
const checksum = /(?:\/\/|#) of (\S+)\n[^\n]*\b([0-9a-f]{64})\b/g;

/** Pins that nothing raises. */
function loose(file: string, text: string): Pin[] {
  const found = foundBy(renovate.customManagers, file, text);
  const checksums = [...text.matchAll(checksum)].map(({ index, 0: { length } }) => [index, index + length] as const);
  return pinsOf(file, text).filter(
    (pin) =>
      !found.some(({ start, end }) => start <= pin.index && pin.index < end) &&
      !checksums.some(([start, end]) => start <= pin.index && pin.index < end) &&
      !builtIn.some(({ of, line }) => of(file) && line.test(pin.text)) &&
      !(own.test(pin.text) && /package\.json$/.test(file)) &&
      excused(pin).length === 0,
  );
}

/** Checksums that are of another version than the one above them. */
function stale(file: string, text: string): string[] {
  const found = foundBy(renovate.customManagers, file, text);
  return [...text.matchAll(checksum)].flatMap(({ index, 1: of }) => {
    const above = found.filter(({ end }) => end <= index).at(-1)?.groups;
    if (above?.currentValue === undefined) return [`${file}: the checksum of ${of} has no version above it`];
    const { depName = "", currentValue } = above;
    if (currentValue === of) return [];
    const address = addresses[depName]?.(currentValue) ?? `the archive of ${currentValue}`;
    return [
      `${file}: ${depName} is ${currentValue} now, with the checksum of ${of}. Compare what this prints with what its publisher states, and write both the checksum and "of ${currentValue}": curl -fsSL ${address} | sha256sum`,
    ];
  });
}

const addresses: Record<string, (version: string) => string> = {
  "forgejo/forgejo": publishedCode.forgejo,
  "go-gitea/gitea": publishedCode.gitea,
  "gogs/gogs": publishedCode.gogs,
  "nextcloud/server": publishedDocuments.nextcloud,
  go: (version) => `https://dl.google.com/go/go${version}.linux-amd64.tar.gz`,
};

test("every pin is found by Renovate, or says why not", () => {
  const all = [...texts].flatMap(([file, text]) => loose(file, text));
  expect(all.map(({ file, line, text }) => `${file}:${line} ${text.trim()}`)).toEqual([]);
  expect(builtIn.map(({ manager }) => manager).sort()).toEqual(
    renovate.enabledManagers.filter((manager) => manager !== "custom.regex").sort(),
  );
});

test("every comment for Renovate leads to a pin, every rule and every exception is used", () => {
  const unread = [...texts].flatMap(([file, text]) => {
    const found = foundBy(renovate.customManagers, file, text);
    return [...text.matchAll(/(?:\/\/|#) renovate: .*/g)]
      .filter(({ index }) => !found.some(({ start, end }) => start <= index && index < end))
      .map(([comment]) => `${file}: ${comment}`);
  });
  expect(unread).toEqual([]);
  const idle = renovate.customManagers.filter((manager) =>
    [...texts].every(([file, text]) => foundBy([manager], file, text).length === 0),
  );
  expect(idle).toEqual([]);
  const used = new Set([...texts].flatMap(([file, text]) => pinsOf(file, text).flatMap(excused)));
  expect(kept.filter((_, index) => !used.has(index)).map(([file, text]) => `${file} ${text}`)).toEqual([]);
});

test("every checksum is of the version above it", () => {
  expect([...texts].flatMap(([file, text]) => stale(file, text))).toEqual([]);
});

test("a pin that no rule reads is found, and a checksum that is left behind", () => {
  const sha256 = "ab".repeat(32);
  expect(loose("components/x.ts", `const tool = { version: "1.2.3", sha256: "${sha256}" };\n`)).toHaveLength(2);
  expect(loose("images/x/Dockerfile", `ARG TOOL=1.2.3\n`)).toHaveLength(1);
  expect(loose("images/x/Dockerfile", `FROM debian:13@sha256:${sha256}\n`)).toEqual([]);
  expect(loose("x/steps.yaml", "image: alpine:3.23\n")).toHaveLength(1);
  const comment = "// renovate: datasource=github-releases depName=gogs/gogs extractVersion=^v(?<version>.+)$";
  const raised = `${comment}\nversion: "9.9.9",\n// of 9.9.8\nsha256: "${sha256}",\n`;
  expect(loose("components/x.ts", raised)).toEqual([]);
  expect(stale("components/x.ts", raised)).toEqual([
    expect.stringMatching(
      /gogs\/gogs is 9\.9\.9 now, with the checksum of 9\.9\.8\. .*curl -fsSL https:\/\/github\.com\/gogs\S+v9\.9\.9\S+ \| sha256sum$/,
    ),
  ]);
});
