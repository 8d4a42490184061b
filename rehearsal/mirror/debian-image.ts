import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { aptSetup } from "../machines/apt";
import { installPackages } from "../machines/computer";
import { authorityCertificate } from "../machines/trust";
import type { Workshop } from "./item";
import { writeImage } from "./oci";

/** A stand-in for an image, made of packages of Debian 13. */
export interface DebianImage {
  /** Name in the registry, for example `library/alpine`. */
  name: string;
  tags: string[];
  /** Besides a shell, curl, git, jq and trusted certificates. */
  packages?: string[];
  /** Puts into the image's root what isn't a package. */
  add(root: string): void;
}

const basics = ["base-files", "busybox-static", "ca-certificates", "curl", "git", "jq", "libc-bin"];

/** What pipelines don't need of them. */
const superfluous = [
  ...["usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/info", "usr/share/bash-completion"],
  ...["usr/bin/perl", "usr/share/perl", "usr/share/perl5", "usr/lib/x86_64-linux-gnu/perl", "usr/share/gitweb"],
  ...["var/lib/apt", "var/lib/dpkg", "var/cache", "var/log", "usr/lib/x86_64-linux-gnu/gconv", "etc/apt"],
];

/** Makes an image and puts it into the mirror folder. */
export async function makeDebianImage(workshop: Workshop, image: DebianImage): Promise<void> {
  const { scratch, log } = workshop;
  await installPackages(["mmdebstrap", "debian-archive-keyring"], log);
  const root = join(scratch, "root");
  const apt = await aptSetup();
  const packages = [...basics, ...(image.packages ?? [])].join(",");
  await workshop.run(
    [
      ...["mmdebstrap", "--quiet", "--mode=root", "--variant=extract", `--include=${packages}`],
      ...apt.options.map((option) => `--aptopt=${option}`),
      ...["trixie", root, ...apt.sources("trixie")],
    ],
    { env: { LANG: "C.UTF-8", LC_ALL: "C.UTF-8" } },
  );
  for (const path of superfluous) rmSync(join(root, path), { recursive: true, force: true });
  writeFileSync(join(root, "etc/ssl/certs/ca-certificates.crt"), await trusted(root));
  writeFileSync(join(root, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n");
  writeFileSync(join(root, "etc/group"), "root:x:0:\nnogroup:x:65534:\n");
  for (const [directory, mode] of [
    ["tmp", 0o1777],
    ["root", 0o700],
  ] as const) {
    mkdirSync(join(root, directory), { recursive: true });
    chmodSync(join(root, directory), mode);
  }
  const applets = await workshop.run([join(root, "usr/bin/busybox"), "--list"]);
  for (const name of applets.split("\n").filter(Boolean)) {
    const link = join(root, "usr/bin", name);
    if (!existsSync(link)) symlinkSync("busybox", link);
  }
  rmSync(join(root, "usr/bin/apk"), { force: true });
  image.add(root);
  const layout = join(scratch, "layout");
  const config = { Cmd: ["/bin/sh"], Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"] };
  await writeImage(workshop, { rootfs: root, config, tags: image.tags }, layout);
  await workshop.keep(`oci/${image.name}`, layout);
}

/** Whom Debian trusts, and the rehearsal's own authority, which machines of the rehearsal trust as well. */
async function trusted(root: string): Promise<string> {
  const directory = join(root, "usr/share/ca-certificates/mozilla");
  const certificates = readdirSync(directory)
    .sort()
    .map((name) => readFileSync(join(directory, name), "utf8"));
  return [...certificates, await authorityCertificate()].join("");
}
