import type {
  Cloud,
  CommandOptions,
  CommandResult,
  FirewallRule,
  Machine,
  MachineSpec,
  ZoneRecord,
} from "../../../rehearsal/world";
import type { CloudWorld } from "../../../rehearsal/providers/pretend-cloud";

/** A world without machines: it remembers what it was told. */
export class FakeWorld implements CloudWorld {
  readonly state: Cloud = {};
  readonly specs: MachineSpec[] = [];
  readonly machines: Machine[] = [];
  readonly firewalls: Record<string, FirewallRule[] | undefined> = {};
  readonly zones: Record<string, ZoneRecord[]> = {};
  readonly calls: string[] = [];
  /** The machine, if any, that each volume is plugged into. */
  readonly plugs: Record<string, string | undefined> = {};

  readonly volumes: CloudWorld["volumes"] = {
    make: async ({ id, name, gigabytes, filesystem, label }) => {
      this.plugs[id] = undefined;
      this.calls.push(`make ${name} ${gigabytes} ${filesystem} ${label}`);
    },
    grow: async (_id, gigabytes) => void this.calls.push(`grow ${gigabytes}`),
    plugIn: async (id, machine) => void (this.plugs[id] = machine),
    pullOut: async (id) => void (this.plugs[id] = undefined),
    remove: async (id) => void Reflect.deleteProperty(this.plugs, id),
  };

  async cloud<T>(update: (cloud: Cloud) => T | Promise<T>): Promise<T> {
    return update(this.state);
  }

  async startMachine(spec: MachineSpec): Promise<Machine> {
    this.specs.push(spec);
    const number = 9 + this.specs.length;
    const machine: Machine = {
      id: String(number),
      name: spec.name,
      image: spec.image,
      address: `203.0.113.${number}`,
      ipv6Address: `2001:DB8:113::${number}`,
      size: spec.size ?? "",
      running: true,
      root: "/nowhere",
      created: "2026-01-01T00:00:00Z",
    };
    this.machines.push(machine);
    return machine;
  }

  async destroyMachine(id: string): Promise<void> {
    this.calls.push(`destroy ${id}`);
    this.machines.splice(
      this.machines.findIndex((machine) => machine.id === id),
      1,
    );
  }

  async listMachines(): Promise<Machine[]> {
    return this.machines;
  }

  async powerOn(id: string): Promise<void> {
    this.calls.push(`on ${id}`);
  }

  async powerOff(id: string): Promise<void> {
    this.calls.push(`off ${id}`);
  }

  async setFirewall(id: string, rules: FirewallRule[] | undefined): Promise<void> {
    this.firewalls[id] = rules;
  }

  async client(_command: string[], { input = "" }: CommandOptions = {}): Promise<CommandResult> {
    this.calls.push(input);
    return { status: 0, stdout: "", stderr: "" };
  }

  async publishZone(zone: string, records: ZoneRecord[]): Promise<void> {
    this.zones[zone] = records;
  }

  async withdrawZone(zone: string): Promise<void> {
    Reflect.deleteProperty(this.zones, zone);
  }
}
