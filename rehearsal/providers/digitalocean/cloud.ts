import type { Cloud } from "../../world";
import { collection } from "../pretend-cloud";

/** A droplet in `cloud.json`; a machine of the same id belongs to it. */
export interface Droplet {
  id: string;
  name: string;
  image: string;
  region: string;
  size: string;
  tags: string[];
  ipv6: boolean;
  monitoring: boolean;
  backups: boolean;
  address: string;
  ipv6Address: string;
  volumeIds: string[];
  created: string;
}

/** An address that stays when droplets go. */
export interface ReservedIp {
  ip: string;
  region: string;
  dropletId: string | null;
}

/** A disk that can be attached to one droplet. */
export interface Volume {
  id: string;
  name: string;
  region: string;
  size: number;
  description: string;
  filesystemType: string;
  filesystemLabel: string;
  tags: string[];
  dropletIds: number[];
}

/** The cloud makes tags as they are used. */
export function noteTags(cloud: Cloud, names: string[]): void {
  for (const name of names) collection<{ name: string }>(cloud, "tags")[name] ??= { name };
}

/** Frees what was attached to a droplet. */
export function detachEverything(cloud: Cloud, dropletId: string): void {
  for (const address of Object.values(collection<ReservedIp>(cloud, "reservedIps"))) {
    if (address.dropletId === dropletId) address.dropletId = null;
  }
  for (const volume of Object.values(collection<Volume>(cloud, "volumes"))) {
    volume.dropletIds = volume.dropletIds.filter((id) => String(id) !== dropletId);
  }
}
