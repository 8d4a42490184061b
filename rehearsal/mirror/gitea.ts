import { join } from "node:path";
import { installPackages } from "../machines/computer";
import { fetchModule, findGo } from "./go";
import { buildPages } from "./gitea-pages";
import { writeChecksums } from "./folder";
import type { Item, Workshop } from "./item";

/** A release of Gitea, with the Go it is written for. */
interface Release {
  version: string;
  go: string;
}

const releases: Release[] = [
  { version: "1.26.0", go: "1.26.2" },
  { version: "1.27.3", go: "1.26.4" },
];

/** What its publisher builds it with. */
const tags = ["bindata", "timetzdata", "sqlite", "sqlite_unlock_notify"];

/** Directories whose files become part of the program, and where it looks for them. */
const embedded: [string, string][] = [
  ["modules/migration/schemas", "modules/migration"],
  ["options", "modules/options"],
  ["public", "modules/public"],
  ["templates", "modules/templates"],
];

/** Where the publisher has a release. */
export const giteaPath = (version: string): string => `dl.gitea.com/gitea/${version}/gitea-${version}-linux-amd64`;

/** Gitea, built from its Go module: the real program, though not the publisher's bytes. */
export const gitea: Item[] = releases.map((release) => ({
  name: `Gitea ${release.version}`,
  files: [giteaPath(release.version), `${giteaPath(release.version)}.sha256`],
  what: "built here from its Go module",
  recipe: `gitea ${release.version} 1`,
  minutes: 11,
  make: (workshop) => build(workshop, release),
}));

async function build(workshop: Workshop, { version, go: needed }: Release): Promise<void> {
  const { scratch } = workshop;
  // SQLite is C; the libraries are for linking it in.
  await installPackages(["gcc", "libc6-dev"], workshop.log);
  const go = await findGo(workshop, needed);
  const module = await fetchModule(workshop, go, `code.gitea.io/gitea@v${version}`);
  const source = join(scratch, "source");
  await workshop.run(["cp", "--recursive", "--no-preserve=mode", module, source]);
  await buildPages(workshop, source);
  const env = { ...go.env, CGO_ENABLED: "1", GOOS: "linux", GOARCH: "amd64" };
  const run = (...args: string[]): Promise<string> => workshop.run([go.program, ...args], { cwd: source, env });
  for (const [files, user] of embedded) {
    await run("run", "-trimpath", "./build/generate-bindata.go", files, `${user}/bindata.dat`);
  }
  const variables = `-X main.Version=${version} -X "main.Tags=${tags.join(" ")}"`;
  const binary = join(scratch, `gitea-${version}-linux-amd64`);
  await run(
    // Without anything of this computer in it: neither its paths nor its C library.
    ...["build", "-trimpath", "-buildvcs=false", "-tags", [...tags, "netgo", "osusergo"].join(" ")],
    ...["-ldflags", `-s -w -linkmode external -extldflags "-static" ${variables}`, "-o", binary, "."],
  );
  await writeChecksums(`${binary}.sha256`, [binary]);
  await workshop.keep(`${giteaPath(version)}.sha256`, `${binary}.sha256`);
  await workshop.keep(giteaPath(version), binary);
}
