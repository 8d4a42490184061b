import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fingerprint } from "./folder";
import { findGo } from "./go";
import type { Item, Workshop } from "./item";
import { writeImage } from "./oci";
import type { Program } from "./releases";

const source = resolve(__dirname, "../stand-ins/owncloud");

/** The first is what a rehearsal takes; the second is for trying upgrades, the third for one that leaves a major version out. */
const versions = ["11.0.0", "11.0.1", "13.0.0"];

/** The version that the image's digest in a rehearsal is of. */
export const owncloudVersion = versions[0]!;

/** Where the image is in the mirror folder. */
export const owncloudPath = "oci/owncloud/server";

/** The image of ownCloud. What is made here is a stand-in. */
export const owncloud: Program = {
  name: "the image owncloud/server",
  publisher: "docker.io",
  path: /^oci\/owncloud\/server$/,
};

/** Stand-in for the image of ownCloud. */
export const owncloudImage: Item = {
  name: `the stand-in for the image owncloud/server ${versions.join(", ")}`,
  files: [owncloudPath],
  what: "a stand-in",
  recipe: `owncloud ${versions.join(" ")} ${fingerprint(source)} 1`,
  minutes: 4,
  make: build,
};

/** Apps that are directories and nothing more. */
const apps = [
  ...["comments", "dav", "federatedfilesharing", "federation", "files", "files_sharing", "files_trashbin"],
  ...["files_versions", "provisioning_api", "systemtags", "updatenotification"],
];

async function build(workshop: Workshop): Promise<void> {
  const go = await findGo(workshop, "1.25");
  const layout = join(workshop.scratch, "layout");
  for (const version of versions) {
    const rootfs = join(workshop.scratch, version);
    const bin = join(rootfs, "usr/bin");
    const code = join(rootfs, "var/www/owncloud");
    mkdirSync(bin, { recursive: true });
    const env = { ...go.env, CGO_ENABLED: "0", GOOS: "linux", GOARCH: "amd64" };
    const flags = ["-trimpath", "-buildvcs=false", "-ldflags", `-s -w -X main.version=${version}`];
    await workshop.run([go.program, "build", ...flags, "-o", join(bin, "server"), "."], { cwd: source, env });
    for (const name of ["entrypoint", "occ"]) symlinkSync("server", join(bin, name));
    for (const app of apps) mkdirSync(join(code, "apps", app), { recursive: true });
    for (const directory of [join(code, "config"), join(code, "core"), join(rootfs, "etc/apache2/sites-enabled")])
      mkdirSync(directory, { recursive: true });
    mkdirSync(join(rootfs, "tmp"), { mode: 0o1777 });
    writeFileSync(join(rootfs, "etc/apache2/sites-enabled/default.conf"), "");
    writeFileSync(join(code, "occ"), "");
    writeFileSync(join(code, "version.php"), `<?php\n$OC_VersionString = '${version}';\n`);
    const alwaysEnabled = ["files", "dav", "federatedfilesharing"];
    writeFileSync(join(code, "core/shipped.json"), JSON.stringify({ shippedApps: apps, alwaysEnabled }));
    copyFileSync(join(source, "README.md"), join(rootfs, "README.md"));
    const config = {
      Entrypoint: ["/usr/bin/entrypoint"],
      Cmd: ["/usr/bin/owncloud", "server"],
      ExposedPorts: { "8080/tcp": {} },
      Volumes: { "/mnt/data": {} },
      WorkingDir: "/var/www/owncloud",
    };
    await writeImage(workshop, { rootfs, config, tags: [version] }, layout);
  }
  await workshop.keep(owncloudPath, layout);
}
