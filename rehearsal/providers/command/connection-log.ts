import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";

/** Notes an SSH connection as a line `TIME HOST URN` of the world's `ssh-connections.log`, so that they can be counted. */
export function logConnection(host: string, urn: string): void {
  const world = process.env.REHEARSAL_WORLD;
  if (!world || !existsSync(world)) return;
  appendFileSync(join(world, "ssh-connections.log"), `${new Date().toISOString()} ${host} ${urn}\n`);
}
