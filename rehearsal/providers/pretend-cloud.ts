import type { Cloud, Json } from "../world";
import { World } from "../world";

/** The part of a world that providers use. */
export type CloudWorld = Pick<
  World,
  | "cloud"
  | "startMachine"
  | "destroyMachine"
  | "listMachines"
  | "powerOn"
  | "powerOff"
  | "setFirewall"
  | "client"
  | "publishZone"
  | "withdrawZone"
> & { volumes: Pick<World["volumes"], "make" | "grow" | "plugIn" | "pullOut" | "remove"> };

let replaced: CloudWorld | undefined;

/** The world that this process rehearses in. */
export function theWorld(): CloudWorld {
  return replaced ?? World.open();
}

/** Lets tests put something else in the world's place; without an argument the real one comes back. */
export function useWorld(world?: CloudWorld): void {
  replaced = world;
}

/** One collection of what the cloud holds, by id. */
export function collection<T>(cloud: Cloud, name: string): Record<string, T> {
  return (cloud[name] ??= {}) as Record<string, T & Json>;
}

/** Takes something out of a collection. */
export function remove(from: Record<string, unknown>, id: string): void {
  Reflect.deleteProperty(from, id);
}

/** A decimal id that this cloud hasn't given out before. */
export function nextId(cloud: Cloud): string {
  const counters = collection<number>(cloud, "counters");
  counters.id = (counters.id ?? FIRST_ID) + 1;
  return String(counters.id);
}

const FIRST_ID = 400_000_000;
