import { join, resolve } from "node:path";
import { findGo } from "./go";
import { fingerprint, writeChecksums } from "./folder";
import type { Item, Workshop } from "./item";
import type { Program } from "./releases";

const source = resolve(__dirname, "../stand-ins/woodpecker");

const versions = ["3.17.0", "3.16.0"];

const programs = ["server", "agent"] as const;

type Part = (typeof programs)[number];

const directory = (version: string): string => `github.com/woodpecker-ci/woodpecker/releases/download/v${version}`;

/** Where the publisher has a program of a release. */
export const woodpeckerPath = (version: string, program: Part): string =>
  `${directory(version)}/woodpecker-${program}_linux_amd64.tar.gz`;

const checksums = (version: string): string => `${directory(version)}/checksums.txt`;

/** A program of Woodpecker's. What is made here is a stand-in. */
export const woodpecker = (program: Part): Program => ({
  name: `Woodpecker's ${program}`,
  publisher: "github.com",
  path: new RegExp(
    `^github\\.com/woodpecker-ci/woodpecker/releases/download/v([\\d.]+)/woodpecker-${program}_linux_amd64\\.tar\\.gz$`,
  ),
  preferred: versions[0],
});

/** Stand-ins for Woodpecker's server and agent. */
export const woodpeckers: Item[] = versions.map((version) => ({
  name: `the stand-in for Woodpecker ${version}`,
  files: [...programs.map((program) => woodpeckerPath(version, program)), checksums(version)],
  what: "a stand-in",
  recipe: `woodpecker ${version} ${fingerprint(source)} 1`,
  minutes: 4,
  make: (workshop) => build(workshop, version),
}));

async function build(workshop: Workshop, version: string): Promise<void> {
  const { scratch, run } = workshop;
  const go = await findGo(workshop, "1.25");
  const env = { ...go.env, CGO_ENABLED: "0", GOOS: "linux", GOARCH: "amd64" };
  const flags = ["-trimpath", "-buildvcs=false", "-ldflags", `-s -w -X main.version=${version}`];
  // The same bytes each time.
  const same = ["--sort=name", "--mtime=2026-01-01T00:00Z", "--owner=0", "--group=0", "--numeric-owner"];
  const archives: string[] = [];
  for (const program of programs) {
    const name = `woodpecker-${program}`;
    await run([go.program, "build", ...flags, "-o", join(scratch, name), `./${program}`], { cwd: source, env });
    const archive = join(scratch, `${name}_linux_amd64.tar.gz`);
    const compress = "--use-compress-program=gzip -n -6";
    await run(["tar", "--create", compress, ...same, `--file=${archive}`, "-C", scratch, name]);
    archives.push(archive);
  }
  const sums = join(scratch, "checksums.txt");
  await writeChecksums(sums, archives);
  await workshop.keep(checksums(version), sums);
  for (const [index, program] of programs.entries())
    await workshop.keep(woodpeckerPath(version, program), archives[index]!);
}
