import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { applyFirewalls } from "../machines/firewall";
import { image } from "../machines/images";
import { mirrorDirectory } from "../mirror/folder";
import { boot, directoryOf, machineRecords, makeMachine, type MachineRecord } from "../machines/machine";
import { insideMachine } from "../machines/inside";
import { network } from "../machines/network";
import { readJson, replaceFile, writeJson, type Places } from "../machines/places";
import { must, run, until } from "../machines/run";
import { hasIPv6 } from "../machines/seed";
import { authorityCertificate, issueCertificate } from "../machines/trust";
import { bindFiles, playedNames, reloadBind } from "./dns";
import { mailFiles, mailPorts, mailUnits } from "./mail";
import { mailKeys } from "./mail-keys";
import { names } from "./names";
import { mirrorMount } from "./publishers";
import { fillRegistry, registryAddress } from "./registry";
import { webFiles } from "./web";

const extraNamesFile = (places: Places): string => join(places.directory, "names.json");

/** The internet machine, if it has been made. */
export function internetMachine(places: Places): MachineRecord | undefined {
  return machineRecords(places).find((machine) => machine.image === "internet");
}

/** The root directory of the internet machine. */
export function internetRoot(places: Places): string {
  const machine = internetMachine(places);
  if (!machine) throw new Error(`the world in ${places.directory} is not up`);
  return join(directoryOf(places, machine.id), "root");
}

/** Makes and starts the internet machine and waits until all of its services answer. */
export async function startInternet(places: Places, extraNames: string[], log: (line: string) => void): Promise<void> {
  writeJson(extraNamesFile(places), [...new Set([...extraNamesOf(places), ...extraNames])].sort());
  const source = await image("internet", log);
  let machine = internetMachine(places);
  machine ??= await makeMachine(
    places,
    {
      name: "internet",
      image: "internet",
      size: "",
      extraAddresses: [network.metadata, network.outside].map((address) => `${address}/32`),
    },
    source,
    async (root) => {
      for (const directory of ["git", "mail", "mirror", "metadata"])
        mkdirSync(join(root, "srv", directory), { recursive: true });
      await must(["chown", "8:8", join(root, "srv/mail")]);
      await configure(places, root);
    },
  );
  showMirrorFolder(places, machine.id);
  const root = internetRoot(places);
  const changed = await configure(places, root);
  await applyFirewalls(places);
  await boot(places, machine);
  await until("the internet machine's services", async () => (await inInternet(places, servicesAnswer)).status === 0);
  if (changed) {
    await inInternet(places, ["sh", "-c", reloadServices]);
    await inInternet(places, reloadBind());
  }
  const copy = (command: string[]): ReturnType<typeof run> => inInternet(places, command);
  await fillRegistry(mirrorDirectory(), join(root, "var/lib/rehearsal-registry.json"), copy, log);
  await trustedBundle(places);
}

/** Makes the mirror folder visible, read-only, from the machine's next boot on. */
function showMirrorFolder(places: Places, id: string): void {
  const folder = mirrorDirectory();
  if (/[\s:]/.test(folder))
    throw new Error(`the mirror folder's name must not have spaces or colons (REHEARSAL_MIRROR): ${folder}`);
  mkdirSync(folder, { recursive: true });
  replaceFile(join(directoryOf(places, id), "mounts"), `--bind-ro=${folder}:${mirrorMount}\n`);
}

const servicesAnswer = [
  "sh",
  "-c",
  `rndc status >/dev/null && curl -fsk https://127.0.0.1:14000/dir >/dev/null && curl -fsk -H 'Host: ${names.hooks}' https://127.0.0.1/up-probe >/dev/null &&
  for service in ${mailUnits.join(" ")}; do systemctl is-active --quiet $service || exit 1; done
  for port in ${[...mailPorts, registryAddress.split(":")[1]].join(" ")}; do [ -n "$(ss -Hltn "sport = :$port")" ] || exit 1; done`,
];

/** nginx is done when those of before, who don't know what is new, take no more visitors. */
const reloadServices = `old=$(pgrep -P "$(cat /run/nginx.pid)" -d ,)
systemctl reload-or-restart nginx postfix dovecot
while ps -o args= -p "$old" | grep -q 'worker process *$'; do sleep 0.05; done`;

function extraNamesOf(places: Places): string[] {
  return existsSync(extraNamesFile(places)) ? readJson<string[]>(extraNamesFile(places)) : [];
}

/** Writes the services' files; says whether one changed. */
async function configure(places: Places, root: string): Promise<boolean> {
  const extra = extraNamesOf(places);
  const files = { ...mailFiles(mailKeys(places)), ...bindFiles(places, extra), ...webFiles(extra) };
  let changed = false;
  for (const [file, content] of Object.entries(files)) {
    if (replaceFile(join(root, file), content)) changed = true;
  }
  const certified = playedNames(extra);
  if (replaceFile(join(root, "etc/rehearsal/names"), certified.join("\n"))) {
    await issueCertificate(certified, join(root, "etc/rehearsal"));
    changed = true;
  }
  return changed;
}

/** Runs a command on the internet machine. */
export function inInternet(places: Places, command: string[]): ReturnType<typeof run> {
  const machine = internetMachine(places);
  if (!machine) throw new Error(`the world in ${places.directory} is not up`);
  return insideMachine(places, machine, command, { output: "capture" });
}

/** Writes BIND's files anew and makes it serve them, if it runs. */
export async function refreshDns(places: Places): Promise<void> {
  if (!internetMachine(places)) return;
  const root = internetRoot(places);
  const files = Object.entries(bindFiles(places, extraNamesOf(places)));
  const changed = files.filter(([file, content]) => replaceFile(join(root, file), content));
  const result = await inInternet(places, reloadBind(Object.fromEntries(changed)));
  if (result.status !== 0)
    throw new Error(`the rehearsal's DNS server refused its zones:\n${result.stdout}${result.stderr}`);
}

/** The ACME server's root certificates. It makes a new one whenever it starts; earlier ones stay trusted in this world. */
async function acmeRoots(places: Places): Promise<string> {
  const file = join(places.directory, "acme-roots.pem");
  const known = existsSync(file) ? readFileSync(file, "utf8") : "";
  const { stdout } = await inInternet(places, ["curl", "-fsk", "https://127.0.0.1:15000/roots/0"]);
  const current = `${stdout.trim()}\n`;
  const all = known.includes(current) ? known : known + current;
  replaceFile(file, all);
  return all;
}

/** Writes what clients trust and returns the rehearsal's share of it. */
async function trustedBundle(places: Places): Promise<string> {
  const own = (await authorityCertificate()) + (await acmeRoots(places));
  replaceFile(places.bundle, readFileSync("/etc/ssl/certs/ca-certificates.crt", "utf8") + own);
  return own;
}

/** The roots that machines of this world have to trust to trust each other. */
export function acmeRootCertificates(places: Places): string[] {
  return (
    readFileSync(join(places.directory, "acme-roots.pem"), "utf8").match(
      /-----BEGIN[^]+?-----END CERTIFICATE-----\n/g,
    ) ?? []
  );
}

/** What the cloud's metadata address tells a machine, found by the machine's address. */
export function publishMetadata(places: Places, machine: MachineRecord): void {
  const { id, name, address, ipv6Address, spec } = machine;
  const base = join(internetRoot(places), "srv/metadata", address, "metadata");
  const files: Record<string, string> = {
    "v1/id": id,
    "v1/hostname": name,
    "v1/user-data": spec?.userData ?? "",
    "v1/public-keys": (spec?.sshKeys ?? []).join("\n"),
    "v1/interfaces/public/0/ipv4/address": address,
    ...(hasIPv6(machine) && { "v1/interfaces/public/0/ipv6/address": ipv6Address }),
    "v1.json": JSON.stringify({
      droplet_id: Number(id),
      hostname: name,
      user_data: spec?.userData ?? "",
      public_keys: spec?.sshKeys ?? [],
    }),
  };
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(base, file)), { recursive: true });
    writeFileSync(join(base, file), content);
  }
}

/** Forgets what `publishMetadata` told. */
export function withdrawMetadata(places: Places, address: string): void {
  if (!internetMachine(places)) return;
  rmSync(join(internetRoot(places), "srv/metadata", address), { recursive: true, force: true });
}
