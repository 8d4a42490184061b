import { join } from "node:path";
import { installPackages } from "../machines/computer";
import { fetchModule, findGo } from "./go";
import { buildPages } from "./gitea-pages";
import { writeChecksums } from "./folder";
import type { Item, Workshop } from "./item";

// renovate: datasource=github-releases depName=go-gitea/gitea extractVersion=^v(?<version>.+)$
const version = "1.26.0";

/** The Go it is written for. */
const neededGo = "1.26.2";

/** The same program under the next number, for trying upgrades. */
const next = "1.26.1";

/** What its publisher builds it with. */
const tags = ["timetzdata", "sqlite", "sqlite_unlock_notify", "bindata"];

/** Directories whose files become part of the program, and where it looks for them. */
const embedded: [string, string][] = [
  ["modules/migration/schemas", "modules/migration"],
  ["options", "modules/options"],
  ["public", "modules/public"],
  ["templates", "modules/templates"],
];

/** Where the publisher has a release. */
export const giteaPath = (version: string): string => `dl.gitea.com/gitea/${version}/gitea-${version}-linux-amd64`;

const filesOf = (number: string): string[] => [giteaPath(number), `${giteaPath(number)}.sha256`];

/** Gitea, built from its Go module: the real program, though not the publisher's bytes. */
const program: Item = {
  name: `Gitea ${version}`,
  files: [...filesOf(version), ...filesOf(next)],
  what: "built here from its Go module",
  recipe: `gitea ${version} ${next}`,
  minutes: 11,
  make: build,
};

/** What is made of Gitea. */
export const gitea: Item[] = [program];

async function build(workshop: Workshop): Promise<void> {
  const { scratch } = workshop;
  // SQLite is C; the libraries are for linking it in.
  await installPackages(["gcc", "libc6-dev"], workshop.log);
  const go = await findGo(workshop, neededGo);
  const module = await fetchModule(workshop, go, `code.gitea.io/gitea@v${version}`);
  const source = join(scratch, "source");
  await workshop.run(["cp", "--recursive", "--no-preserve=mode", module, source]);
  const env = { ...go.env, CGO_ENABLED: "1", GOOS: "linux", GOARCH: "amd64" };
  const run = (...args: string[]): Promise<string> => workshop.run([go.program, ...args], { cwd: source, env });
  const flags = (chosen: string[]): string[] => [
    "-trimpath",
    "-buildvcs=false",
    "-tags",
    [...chosen, "netgo", "osusergo"].join(" "),
  ];
  // What no file is embedded in can be compiled while packages of the pages are on their way.
  const early = tags.filter((tag) => tag !== "bindata");
  await Promise.all([buildPages(workshop, source), run("build", ...flags(early), "./models/...")]);
  for (const [files, user] of embedded) {
    await run("run", "-trimpath", "./build/generate-bindata.go", files, `${user}/bindata.dat`);
  }
  for (const number of [version, next]) {
    const binary = join(scratch, `gitea-${number}-linux-amd64`);
    const variables = `-X main.Version=${number} -X "main.Tags=${tags.join(" ")}"`;
    await run(
      // Without anything of this computer in it: neither its paths nor its C library.
      ...["build", ...flags(tags)],
      ...["-ldflags", `-s -w -linkmode external -extldflags "-static" ${variables}`, "-o", binary, "."],
    );
    await writeChecksums(`${binary}.sha256`, [binary]);
    const what = number === version ? program.what : `a stand-in: Gitea ${version} under another number`;
    await workshop.keep(`${giteaPath(number)}.sha256`, `${binary}.sha256`, what);
    await workshop.keep(giteaPath(number), binary, what);
  }
}
