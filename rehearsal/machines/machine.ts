import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { copyTree, removeTree } from "./files";
import { withLock } from "./lock";
import { addressAt, network } from "./network";
import { keepPackages, lendPackages } from "./packages";
import { prepareDirectory, readJson, takeNumber, writeJson, type Places } from "./places";
import { endGroup, firstProcess, groupIsEmpty, joinGroup } from "./processes";
import { until } from "./run";
import { writeSeed } from "./seed";
import type { FirewallRule, Machine, MachineSpec } from "./types";

/** What is remembered of a machine, in its directory's machine.json. */
export interface MachineRecord {
  id: string;
  name: string;
  image: Machine["image"];
  size: string;
  address: string;
  ipv6Address: string;
  extraAddresses: string[];
  created: string;
  /** Whether its owner wants it on; after a crash of this computer it is switched on again. */
  on: boolean;
  firewall?: FirewallRule[];
  blockedPorts?: number[];
  /** Absent for the internet machine, which is not the cloud's. */
  spec?: MachineSpec;
}

const record = "machine.json";

/** Makes a machine's directory from an image. It appears under its final name only when it is whole. */
export async function makeMachine(
  places: Places,
  machine: Omit<MachineRecord, "id" | "address" | "ipv6Address" | "created" | "on">,
  image: string,
  finish: (root: string, machine: MachineRecord) => void | Promise<void>,
): Promise<MachineRecord> {
  const { id, position } = await withLock(places.lock, () => {
    prepareDirectory(places.directory);
    const number = takeNumber(places.directory);
    const taken = new Set(machineRecords(places).map((one) => one.address));
    const positions = Array.from({ length: network.last - network.first + 1 }, (_, index) => {
      return network.first + ((number - 1 + index) % (network.last - network.first + 1));
    });
    const free = positions.find((one) => !taken.has(addressAt(one).address));
    if (free === undefined) throw new Error("all addresses of the rehearsal's network are taken");
    return { id: String(number), position: free };
  });
  const addresses = machine.image === "internet" ? network.internet : addressAt(position);
  const made: MachineRecord = { ...machine, ...addresses, id, created: new Date().toISOString(), on: true };
  const unfinished = join(places.machines, `.${id}`);
  await withLock(join(places.machines, `.${id}.lock`), async () => {
    await removeTree(unfinished);
    mkdirSync(unfinished);
    const root = join(unfinished, "root");
    await copyTree(image, root);
    lendPackages(machine.image, root);
    writeSeed(root, made);
    await finish(root, made);
    writeJson(join(unfinished, record), made);
    await withLock(places.lock, () => renameSync(unfinished, freeDirectory(places, made)));
  });
  await removeTree(join(places.machines, `.${id}.lock`));
  return made;
}

function freeDirectory(places: Places, { name, id }: MachineRecord): string {
  const plain = join(places.machines, name);
  return existsSync(plain) ? join(places.machines, `${name}-${id}`) : plain;
}

/** Removes what a killed process left of machines it was making. */
export async function sweepUnfinished(places: Places): Promise<void> {
  if (!existsSync(places.machines)) return;
  for (const entry of readdirSync(places.machines)) {
    const id = /^\.(\d+)(\.lock)?$/.exec(entry)?.[1];
    if (id === undefined) continue;
    const lock = join(places.machines, `.${id}.lock`);
    await withLock(lock, () => removeTree(join(places.machines, `.${id}`)), false);
    await removeTree(lock);
  }
}

/** All machines of a world, oldest first, the internet machine among them. */
export function machineRecords(places: Places): MachineRecord[] {
  return machineDirectories(places)
    .map((directory) => readJson<MachineRecord>(join(directory, record)))
    .sort((a, b) => Number(a.id) - Number(b.id));
}

function machineDirectories(places: Places): string[] {
  if (!existsSync(places.machines)) return [];
  return readdirSync(places.machines)
    .filter((name) => !name.startsWith("."))
    .map((name) => join(places.machines, name))
    .filter((directory) => existsSync(join(directory, record)));
}

/** The directory of a machine. */
export function directoryOf(places: Places, id: string): string {
  const found = machineDirectories(places).find(
    (directory) => readJson<MachineRecord>(join(directory, record)).id === id,
  );
  if (!found) throw new Error(`there is no machine ${id}`);
  return found;
}

/** The machine with this id or, failing that, this name. */
export function findMachine(places: Places, idOrName: string): MachineRecord {
  const all = machineRecords(places);
  const found = all.find(({ id }) => id === idOrName) ?? all.findLast(({ name }) => name === idOrName);
  if (!found)
    throw new Error(`there is no machine ${idOrName}; there are: ${all.map(({ name }) => name).join(", ") || "none"}`);
  return found;
}

/** Changes what is remembered of a machine. */
export async function changeRecord(places: Places, id: string, changes: Partial<MachineRecord>): Promise<void> {
  await withLock(places.lock, () => {
    const file = join(directoryOf(places, id), record);
    writeJson(file, { ...readJson<MachineRecord>(file), ...changes });
  });
}

/** The group of a machine's processes. */
export const groupOf = (id: string): string => `machine-${id}`;

/** Whether a machine is switched on. */
export function isRunning(places: Places, id: string): boolean {
  return !groupIsEmpty(places, groupOf(id));
}

/** Boots a machine; returns when its first process runs. */
export async function boot(places: Places, machine: MachineRecord): Promise<void> {
  const directory = directoryOf(places, machine.id);
  await withLock(join(directory, "boot.lock"), async () => {
    if (!isRunning(places, machine.id)) await switchOn(places, machine, directory);
  });
}

async function switchOn(places: Places, { id, name }: MachineRecord, directory: string): Promise<void> {
  await endGroup(places, groupOf(id));
  const console = join(directory, "console.log");
  const log = openSync(console, "a");
  const script = join(__dirname, "boot.sh");
  const child = spawn(
    "nsenter",
    [`--net=${places.netns}`, "unshare", "--mount", "--propagation", "private"].concat([
      "sh",
      script,
      `${places.tag}/${groupOf(id)}`,
      network.bridge,
      `${places.tag}-${id}`,
      name,
      directory,
    ]),
    { detached: true, stdio: ["ignore", log, log] },
  );
  closeSync(log);
  const failed = new Promise<never>((_, reject) => {
    child.once("error", reject);
    child.once("exit", (status) => {
      const words = readFileSync(console, "utf8").trim().split("\n").slice(-10).join("\n");
      reject(new Error(`machine ${name} did not start (exit status ${status}):\n${words}`));
    });
  });
  await Promise.race([failed, until(`machine ${name}`, async () => firstProcess(places, groupOf(id)))]);
  failed.catch(() => undefined);
  // Its end is no failure from now on, and its console may be gone by then.
  child.removeAllListeners("exit");
  child.unref();
}

/** Switches a machine off, as if its plug were pulled. */
export async function cutPower(places: Places, id: string): Promise<void> {
  await endGroup(places, groupOf(id));
}

/** Removes a machine; the packages it fetched are kept for others. */
export async function removeMachine(places: Places, machine: MachineRecord): Promise<void> {
  await cutPower(places, machine.id);
  const directory = directoryOf(places, machine.id);
  keepPackages(machine.image, join(directory, "root"));
  // Out of sight at once; the tree is removed while life goes on, and by `down` or the next `up` if that is cut off.
  const doomed = join(places.machines, `.${machine.id}`);
  renameSync(directory, doomed);
  const remove = ["rm", "-rf", "--one-file-system", doomed];
  spawn("sh", [...joinGroup(places, "removal"), ...remove], { detached: true, stdio: "ignore" }).unref();
}
