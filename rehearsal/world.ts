import { existsSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import type { Duplex } from "node:stream";
import { hooksLog } from "./internet/web";
import { commitDirectory } from "./internet/git";
import { zoneFile } from "./internet/dns";
import {
  acmeRootCertificates,
  internetMachine,
  internetRoot,
  publishMetadata,
  refreshDns,
  startInternet,
  withdrawMetadata,
} from "./internet/internet";
import { maildirOf, messagesIn } from "./internet/mail";
import { prepareComputer } from "./machines/computer";
import { makeDiskPlace, removeDiskPlace } from "./machines/disks";
import { removeTree } from "./machines/files";
import { applyFirewalls } from "./machines/firewall";
import { image } from "./machines/images";
import {
  clientEnvironment,
  connection,
  continueInside,
  insideMachine,
  insideWorld,
  isInsideWorld,
} from "./machines/inside";
import { withLock } from "./machines/lock";
import * as machines from "./machines/machine";
import { makeNetwork, removeNetwork } from "./machines/network";
import { keepPackages } from "./machines/packages";
import { isWorldDirectory, placesOf, prepareDirectory, readJson, writeJson, type Places } from "./machines/places";
import { endGroup, strayProcesses } from "./machines/processes";
import { pipeTo, run } from "./machines/run";
import { trust } from "./machines/trust";
import { releaseDisks } from "./machines/volume-disks";
import { Volumes } from "./machines/volumes";
import type {
  Cloud,
  CommandOptions,
  CommandResult,
  FirewallRule,
  HookRequest,
  Machine,
  MachineSpec,
  UpOptions,
  ZoneRecord,
} from "./machines/types";

export { mailProvider, names } from "./internet/names";
export { UnfitComputerError, unfitness } from "./machines/computer";
export { network } from "./machines/network";
export type * from "./machines/types";

/**
 * Everything that exists outside of Pulumi's state while an organisation is rehearsed: machines, their network, the part of
 * the internet they talk to, and what the pretend cloud holds. Lives in one directory; several worlds can live side by side.
 *
 * A world outlives the process that made it. Each method finds out anew what is there, so that a process killed at any point
 * leaves nothing that stops the next one.
 *
 *     const world = World.open();
 *     await world.up({ log: console.error });   // outside: prepares images, network, internet machine
 *     world.enter();                            // continues as a process inside the world's network
 */
export class World {
  private readonly places: Places;
  /** Disks that outlive machines. */
  readonly volumes: Volumes;

  private constructor(
    /** Absolute path of the world's directory. */
    readonly directory: string,
  ) {
    this.places = placesOf(directory);
    this.volumes = new Volumes(this.places);
  }

  /** The world in `directory`, which need not exist yet; defaults to `$REHEARSAL_WORLD`, then to `.rehearsal` here. Touches nothing. */
  static open(directory?: string): World {
    return new World(resolve(directory ?? process.env.REHEARSAL_WORLD ?? ".rehearsal"));
  }

  /** Whether the network and the internet machine are there. False on a computer that never rehearsed. */
  isUp(): boolean {
    if (process.platform !== "linux" || !existsSync(this.places.netns)) return false;
    const internet = internetMachine(this.places);
    return internet !== undefined && machines.isRunning(this.places, internet.id);
  }

  /** Whether this process runs inside the world's network. */
  isInside(): boolean {
    return isInsideWorld(this.places);
  }

  /** Makes what is missing: packages on this computer, images, network, the internet machine. Machines that were on before a crash are switched on. Quick when all is there. */
  async up(options: UpOptions = {}): Promise<void> {
    const { log = () => undefined, images = [], names = [] } = options;
    if (this.isInside()) {
      if (this.isUp()) return;
      throw new Error("a world is brought up from outside of its network");
    }
    await prepareComputer(log);
    prepareDirectory(this.directory);
    makeDiskPlace(this.places);
    await machines.sweepUnfinished(this.places);
    const building = Promise.all(images.map((name) => image(name, log)));
    await makeNetwork(this.places);
    await Promise.all([startInternet(this.places, names, log), building]);
    for (const machine of machines.machineRecords(this.places)) if (machine.on) await this.boot(machine);
  }

  /** Removes every machine, process, interface and mount of this world, and its directory. Image and package caches stay. */
  async down(): Promise<void> {
    if (this.isInside()) throw new Error("a world is taken down from outside of its network");
    if (process.platform !== "linux" || process.getuid?.() !== 0) return;
    await endGroup(this.places);
    for (const pid of strayProcesses(this.places)) process.kill(pid, "SIGKILL");
    await removeNetwork(this.places);
    await releaseDisks(this.places);
    if (!isWorldDirectory(this.directory)) return;
    for (const machine of machines.machineRecords(this.places)) {
      keepPackages(machine.image, join(machines.directoryOf(this.places, machine.id), "root"));
    }
    await removeDiskPlace(this.places);
    await removeTree(this.directory);
  }

  /** Continues the program inside the world: same arguments, same process id, the world's network, DNS and trusted CAs. Returns only if already inside. */
  enter(): void {
    if (!this.isInside()) continueInside(this.places);
  }

  /** Makes and starts a machine; returns once it has been switched on, as a cloud calls it active. sshd follows seconds later. */
  async startMachine(spec: MachineSpec): Promise<Machine> {
    const source = await image(spec.image, (line) => console.error(line));
    const { name, size = "", firewall, blockedPorts } = spec;
    const made = await machines.makeMachine(
      this.places,
      { name, image: spec.image, size, firewall, blockedPorts, extraAddresses: [], spec },
      source,
      async (root, machine) => {
        const roots = acmeRootCertificates(this.places);
        for (const [index, certificate] of roots.entries())
          await trust(root, `rehearsal-acme-${index + 1}`, certificate);
        publishMetadata(this.places, machine);
      },
    );
    await applyFirewalls(this.places);
    await this.boot(made);
    return this.describe(made);
  }

  /** Switches a stopped machine on again; nothing happens to one that runs. */
  async powerOn(id: string): Promise<void> {
    await machines.changeRecord(this.places, id, { on: true });
    await this.boot(machines.findMachine(this.places, id));
  }

  /** Switches a machine off as if its plug were pulled. */
  async powerOff(id: string): Promise<void> {
    await machines.changeRecord(this.places, id, { on: false });
    await machines.cutPower(this.places, id);
  }

  /** Power cycle. A reboot asked for inside the machine works as well. */
  async rebootMachine(id: string): Promise<void> {
    await machines.cutPower(this.places, id);
    await this.powerOn(id);
  }

  /** Removes a machine and its disk; volumes stay. No error if it is gone already. */
  async destroyMachine(id: string): Promise<void> {
    const machine = machines.machineRecords(this.places).find((one) => one.id === id);
    if (!machine) return;
    await machines.removeMachine(this.places, machine);
    await this.volumes.forget(id);
    withdrawMetadata(this.places, machine.address);
    await applyFirewalls(this.places);
  }

  /** The machines, oldest first, without the internet machine. */
  async listMachines(): Promise<Machine[]> {
    const records = machines.machineRecords(this.places);
    return records.filter(({ image: source }) => source !== "internet").map((machine) => this.describe(machine));
  }

  /** What may connect to a machine: `[]` is nothing, undefined removes the firewall, which leaves everything open. Answers to its own connections always come in. */
  async setFirewall(id: string, rules: FirewallRule[] | undefined): Promise<void> {
    await machines.changeRecord(this.places, id, { firewall: rules });
    await applyFirewalls(this.places);
  }

  /**
   * Serves a zone, at once and in place of what was served before. `nameServers` are the names its NS records carry
   * (a cloud's real ones); they resolve to the internet machine.
   */
  async publishZone(zone: string, records: ZoneRecord[], nameServers: string[] = []): Promise<void> {
    writeJson(zoneFile(this.places, zone), { zone: zone.replace(/\.$/, ""), records, nameServers });
    await withLock(this.places.lock, () => refreshDns(this.places));
  }

  /** Serves a zone no longer. */
  async withdrawZone(zone: string): Promise<void> {
    rmSync(zoneFile(this.places, zone), { force: true });
    await withLock(this.places.lock, () => refreshDns(this.places));
  }

  /** Reads and changes what the pretend cloud holds, one caller at a time; what `update` did to it is saved if it returns. */
  async cloud<T>(update: (cloud: Cloud) => T | Promise<T>): Promise<T> {
    const file = join(this.directory, "cloud.json");
    return withLock(join(this.directory, "cloud.lock"), async () => {
      prepareDirectory(this.directory);
      const cloud = existsSync(file) ? readJson<Cloud>(file) : {};
      const result = await update(cloud);
      writeJson(file, cloud);
      return result;
    });
  }

  /** Runs a command of this computer inside the world, with its network, DNS and CAs. Does not throw on an exit status. */
  async client(command: string[], options: CommandOptions = {}): Promise<CommandResult> {
    const env = { ...clientEnvironment(this.places), ...options.env };
    return run(insideWorld(this.places, command), { ...options, env });
  }

  /** Runs a command as root on a machine, named by id or name (`internet` is one), without SSH. Does not throw on an exit status. */
  async exec(machine: string, command: string[], options: CommandOptions = {}): Promise<CommandResult> {
    return insideMachine(this.places, machines.findMachine(this.places, machine), command, options);
  }

  /** A TCP connection made inside the world, from outside of it. */
  connect(host: string, port: number): Duplex {
    if (this.isInside()) return connect(port, host);
    return pipeTo(insideWorld(this.places, connection(host, port)));
  }

  /** Makes `https://git.rehearsal.test/NAME.git` hold what is in `directory` as one more commit on branch main; returns the commit. */
  async publishRepository(name: string, directory: string, message = "Change"): Promise<string> {
    return commitDirectory(join(internetRoot(this.places), "srv/git"), name, resolve(directory), message);
  }

  /** The messages, oldest first, that the mail provider holds for an address. */
  async mailbox(address: string): Promise<string[]> {
    return messagesIn(join(internetRoot(this.places), maildirOf(address)));
  }

  /** The requests, oldest first, that `https://hooks.rehearsal.test/` received. */
  async hooks(): Promise<HookRequest[]> {
    const file = join(internetRoot(this.places), hooksLog);
    if (!existsSync(file)) return [];
    const requests = readFileSync(file, "utf8").split("\n").filter(Boolean);
    return requests.map((line) => JSON.parse(line) as HookRequest).filter(({ path }) => path !== "/up-probe");
  }

  private async boot(machine: machines.MachineRecord): Promise<void> {
    await this.volumes.listForBoot(machine.id);
    await machines.boot(this.places, machine);
  }

  private describe(machine: machines.MachineRecord): Machine {
    const { id, name, image: source, address, ipv6Address, size, created } = machine;
    const root = join(machines.directoryOf(this.places, id), "root");
    return {
      id,
      name,
      image: source,
      address,
      ipv6Address,
      size,
      running: machines.isRunning(this.places, id),
      root,
      created,
    };
  }
}
