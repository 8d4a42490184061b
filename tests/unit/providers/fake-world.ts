import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cloud, CommandResult, FirewallRule, Machine, MachineSpec, ZoneRecord } from "../../../rehearsal/world";
import type { CloudWorld } from "../../../rehearsal/providers/pretend-cloud";

/** A world without machines: it remembers what it was told. */
export class FakeWorld implements CloudWorld {
  readonly state: Cloud = {};
  readonly specs: MachineSpec[] = [];
  readonly machines: Machine[] = [];
  readonly firewalls: Record<string, FirewallRule[] | undefined> = {};
  readonly zones: Record<string, ZoneRecord[]> = {};
  readonly calls: string[] = [];
  private readonly directory = mkdtempSync(join(tmpdir(), "fake-world-"));

  /** Removes the directories of its machines. */
  forget(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

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
      root: join(this.directory, String(number)),
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

  async exec(machine: string, command: string[]): Promise<CommandResult> {
    this.calls.push(`${machine}: ${command.join(" ")}`);
    return { status: 0, stdout: "", stderr: "" };
  }

  async publishZone(zone: string, records: ZoneRecord[]): Promise<void> {
    this.zones[zone] = records;
  }

  async withdrawZone(zone: string): Promise<void> {
    Reflect.deleteProperty(this.zones, zone);
  }
}
