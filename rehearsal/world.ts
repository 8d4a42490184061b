import type { Duplex } from "node:stream";
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
  private constructor(
    /** Absolute path of the world's directory. */
    readonly directory: string,
  ) {}

  /** The world in `directory`, which need not exist yet; defaults to `$REHEARSAL_WORLD`, then to `.rehearsal` here. Touches nothing. */
  static open(directory?: string): World {
    return new World(directory ?? process.env.REHEARSAL_WORLD ?? ".rehearsal");
  }

  /** Whether the network and the internet machine are there. False on a computer that never rehearsed. */
  isUp(): boolean {
    throw new Error("not built yet");
  }

  /** Whether this process runs inside the world's network. */
  isInside(): boolean {
    throw new Error("not built yet");
  }

  /** Makes what is missing: packages on this computer, images, network, the internet machine. Quick when all is there. */
  up(options?: UpOptions): Promise<void>;
  async up(): Promise<void> {
    throw new Error("not built yet");
  }

  /** Removes every machine, process, interface and mount of this world, and its directory. Image and package caches stay. */
  down(): Promise<void>;
  async down(): Promise<void> {
    throw new Error("not built yet");
  }

  /** Continues the program inside the world: same arguments, same process id, the world's network, DNS and trusted CAs. Returns only if already inside. */
  enter(): void {
    throw new Error("not built yet");
  }

  /** Makes and starts a machine; returns once it has been switched on, as a cloud calls it active. sshd follows seconds later. */
  startMachine(spec: MachineSpec): Promise<Machine>;
  async startMachine(): Promise<Machine> {
    throw new Error("not built yet");
  }

  /** Switches a stopped machine on again; nothing happens to one that runs. */
  powerOn(id: string): Promise<void>;
  async powerOn(): Promise<void> {
    throw new Error("not built yet");
  }

  /** Switches a machine off, by default as if its plug were pulled. */
  powerOff(id: string): Promise<void>;
  async powerOff(): Promise<void> {
    throw new Error("not built yet");
  }

  /** Power cycle. A reboot asked for inside the machine works as well. */
  rebootMachine(id: string): Promise<void>;
  async rebootMachine(): Promise<void> {
    throw new Error("not built yet");
  }

  /** Removes a machine and its disk. No error if it is gone already. */
  destroyMachine(id: string): Promise<void>;
  async destroyMachine(): Promise<void> {
    throw new Error("not built yet");
  }

  /** The machines, oldest first, without the internet machine. */
  listMachines(): Promise<Machine[]>;
  async listMachines(): Promise<Machine[]> {
    throw new Error("not built yet");
  }

  /** What may connect to a machine: `[]` is nothing, undefined removes the firewall, which leaves everything open. Answers to its own connections always come in. */
  setFirewall(id: string, rules: FirewallRule[] | undefined): Promise<void>;
  async setFirewall(): Promise<void> {
    throw new Error("not built yet");
  }

  /**
   * Serves a zone, at once and in place of what was served before. `nameServers` are the names its NS records carry
   * (a cloud's real ones); they resolve to the internet machine.
   */
  publishZone(zone: string, records: ZoneRecord[], nameServers?: string[]): Promise<void>;
  async publishZone(): Promise<void> {
    throw new Error("not built yet");
  }

  /** Serves a zone no longer. */
  withdrawZone(zone: string): Promise<void>;
  async withdrawZone(): Promise<void> {
    throw new Error("not built yet");
  }

  /** Reads and changes what the pretend cloud holds, one caller at a time; what `update` did to it is saved if it returns. */
  cloud<T>(update: (cloud: Cloud) => T | Promise<T>): Promise<T>;
  async cloud<T>(): Promise<T> {
    throw new Error("not built yet");
  }

  /** Runs a command of this computer inside the world, with its network, DNS and CAs. Does not throw on an exit status. */
  client(command: string[], options?: CommandOptions): Promise<CommandResult>;
  async client(): Promise<CommandResult> {
    throw new Error("not built yet");
  }

  /** Runs a command as root on a machine, named by id or name (`internet` is one), without SSH. Does not throw on an exit status. */
  exec(machine: string, command: string[], options?: CommandOptions): Promise<CommandResult>;
  async exec(): Promise<CommandResult> {
    throw new Error("not built yet");
  }

  /** A TCP connection made inside the world, from outside of it. */
  connect(host: string, port: number): Duplex {
    throw new Error(`not built yet: ${host}:${port}`);
  }

  /** Makes `https://git.rehearsal.test/NAME.git` hold what is in `directory` as one more commit on branch main; returns the commit. */
  publishRepository(name: string, directory: string, message?: string): Promise<string>;
  async publishRepository(): Promise<string> {
    throw new Error("not built yet");
  }

  /** The messages, oldest first, that the mail provider holds for an address. */
  mailbox(address: string): Promise<string[]>;
  async mailbox(): Promise<string[]> {
    throw new Error("not built yet");
  }

  /** The requests, oldest first, that `https://hooks.rehearsal.test/` received. */
  hooks(): Promise<HookRequest[]>;
  async hooks(): Promise<HookRequest[]> {
    throw new Error("not built yet");
  }
}
