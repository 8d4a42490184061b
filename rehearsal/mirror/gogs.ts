import { join, resolve } from "node:path";
import { findGo } from "./go";
import { giteaPath } from "./gitea";
import { fingerprint, writeChecksums } from "./folder";
import type { Item, Workshop } from "./item";

const source = resolve(__dirname, "../stand-ins/gogs");

/** Gitea that does the work. */
// renovate: datasource=github-releases depName=go-gitea/gitea extractVersion=^v(?<version>.+)$
const behind = "1.26.0";

const versions = ["0.14.3", "0.13.4"];

/** Where the publisher has a release. */
export const gogsPath = (version: string): string => `dl.gogs.io/${version}/gogs_${version}_linux_amd64.tar.gz`;

const checksums = (version: string): string => `dl.gogs.io/${version}/checksum_sha256.txt`;

/** Stand-ins for Gogs. */
export const gogs: Item[] = versions.map((version) => ({
  name: `the stand-in for Gogs ${version}`,
  files: [gogsPath(version), checksums(version)],
  what: "a stand-in",
  recipe: `gogs ${version} ${fingerprint(source)} ${behind}`,
  minutes: 3,
  needs: [giteaPath(behind)],
  make: (workshop) => build(workshop, version),
}));

async function build(workshop: Workshop, version: string): Promise<void> {
  const { scratch, run } = workshop;
  const go = await findGo(workshop, "1.21");
  const content = join(scratch, "gogs");
  const env = { ...go.env, CGO_ENABLED: "0", GOOS: "linux", GOARCH: "amd64" };
  await run(
    [go.program, "build", "-trimpath", "-buildvcs=false", "-ldflags", `-s -w -X main.version=${version}`].concat(
      "-o",
      join(content, "gogs"),
      ".",
    ),
    { cwd: source, env },
  );
  await run(["install", "-m", "0755", workshop.file(giteaPath(behind)), join(content, "gitea")]);
  await run(["install", "-m", "0644", join(source, "README.md"), join(content, "README.md")]);
  const archive = join(scratch, `gogs_${version}_linux_amd64.tar.gz`);
  // The same bytes each time.
  const same = ["--sort=name", "--mtime=2026-01-01T00:00Z", "--owner=0", "--group=0", "--numeric-owner"];
  await run([
    "tar",
    "--create",
    "--use-compress-program=gzip -n -1",
    ...same,
    `--file=${archive}`,
    "-C",
    scratch,
    "gogs",
  ]);
  const sums = join(scratch, "checksum_sha256.txt");
  await writeChecksums(sums, [archive]);
  await workshop.keep(checksums(version), sums);
  await workshop.keep(gogsPath(version), archive);
}
