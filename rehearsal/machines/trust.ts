import { randomBytes } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { removeTree } from "./files";
import { withLock } from "./lock";
import { cacheDirectory } from "./places";
import { must } from "./run";

const authority = join(cacheDirectory, "authority");

/** The rehearsal's certificate authority, made once per computer. Images trust it, and client commands do; nothing else. */
export async function authorityCertificate(): Promise<string> {
  const certificate = join(authority, "certificate.pem");
  if (existsSync(certificate)) return readFileSync(certificate, "utf8");
  await withLock(`${authority}.lock`, async () => {
    if (existsSync(certificate)) return;
    const unfinished = `${authority}.new`;
    await removeTree(unfinished);
    mkdirSync(unfinished, { recursive: true, mode: 0o700 });
    await must([
      ...["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650"],
      ...["-subj", "/CN=Open Infrastructure rehearsal", "-addext", "keyUsage=critical,keyCertSign,cRLSign"],
      ...["-keyout", join(unfinished, "key.pem"), "-out", join(unfinished, "certificate.pem")],
    ]);
    renameSync(unfinished, authority);
  });
  return readFileSync(certificate, "utf8");
}

/** Issues a certificate for `names` into `directory`: key.pem and certificate.pem. */
export async function issueCertificate(names: string[], directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const file = (name: string): string => join(directory, name);
  const request = [
    "openssl",
    "req",
    "-new",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-subj",
    `/CN=${names[0]}`,
  ];
  await must([...request, "-keyout", file("key.pem"), "-out", file("request.pem")]);
  const extensions = [`subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}`, "extendedKeyUsage=serverAuth"];
  writeFileSync(file("extensions"), `${extensions.join("\n")}\n`);
  await must([
    ...["openssl", "x509", "-req", "-in", file("request.pem"), "-days", "825", "-extfile", file("extensions")],
    ...[
      "-CA",
      join(authority, "certificate.pem"),
      "-CAkey",
      join(authority, "key.pem"),
      "-set_serial",
      `0x${randomBytes(16).toString("hex")}`,
    ],
    ...["-out", file("certificate.pem")],
  ]);
}

/**
 * Adds a certificate to the trust store of a machine that is not running. The same files as `update-ca-certificates` makes, so that a later
 * run of it, for example by a package, keeps them.
 */
export async function trust(root: string, name: string, certificate: string): Promise<void> {
  const file = `usr/local/share/ca-certificates/${name}.crt`;
  if (existsSync(join(root, file))) return;
  writeFileSync(join(root, file), certificate);
  const hash = (await must(["openssl", "x509", "-hash", "-noout"], { input: certificate })).trim();
  link(`/${file}`, join(root, `etc/ssl/certs/${name}.pem`));
  link(`${name}.pem`, join(root, `etc/ssl/certs/${hash}.0`));
  appendFileSync(join(root, "etc/ssl/certs/ca-certificates.crt"), certificate);
}

function link(target: string, file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) symlinkSync(target, file);
}
