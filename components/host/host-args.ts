import type * as pulumi from "@pulumi/pulumi";
import type { PersonArgs } from "../people";
import type { NotifyArgs } from "./notify-args";

/** Operating system of a new machine. */
export const HostImage = {
  /** Debian 12, bookworm. */
  Debian12: "debian-12-x64",
  /** Debian 13, trixie. */
  // renovate: datasource=endoflife-date depName=debian
  Debian13: "debian-13-x64",
} as const;

/** Operating system of a new machine. */
export type HostImage = (typeof HostImage)[keyof typeof HostImage];

/** A volume of a Host. */
export interface HostDataVolumeArgs {
  /** Size in GB, from 1 to 16000. It can grow, while everything runs, and never shrink. */
  size: pulumi.Input<number>;
}

/** Arguments of a Host. */
export interface HostArgs {
  /** Region slug of DigitalOcean, for example `fra1`. A change takes effect when `generation` is raised. */
  region: pulumi.Input<string>;
  /** Size slug of DigitalOcean, for example `s-2vcpu-4gb`. A change resizes the machine, which reboots it. Defaults to `s-1vcpu-2gb`. */
  size?: pulumi.Input<string>;
  /** Operating system, `debian-12-x64` or `debian-13-x64`. A change takes effect when `generation` is raised. Defaults to `debian-13-x64`. */
  image?: pulumi.Input<HostImage>;
  /** Which machine in a row this is. Raising it by one builds a new machine, installs everything on it, and removes the old one. Nothing else ever rebuilds a machine. Defaults to 1. */
  generation?: number;
  /** A volume for the data of services. It is mounted at `/srv/data`, outlives the machine and moves to the next one. Defaults to none: data is on the machine's own disk. */
  dataVolume?: HostDataVolumeArgs;
  /** True if a service on the machine keeps data. Without `dataVolume` the machine is then protected, and `generation` can't be raised before the loss is accepted. Defaults to false. */
  keepsData?: boolean;
  /** Name of the machine whose data may be lost, for example `web-1` for the first generation of host `web`. It takes the protection off that machine alone. */
  acceptDataLossOf?: string;
  /** True for an IPv4 address that outlives the machine. Defaults to false. */
  reservedAddress?: boolean;
  /** People of the organisation. Those with the role `administrator` may log in. Defaults to nobody but the program itself. */
  people?: PersonArgs[];
  /** Addresses or networks that SSH is open to; `0.0.0.0/0` with `::/0` is everywhere, said on purpose. Defaults to everywhere. */
  allowFrom?: pulumi.Input<string>[];
  /** Whether everybody may reach sshd, as git over SSH needs. Then `allowFrom` says from where accounts other than `git` may log in. Defaults to false. */
  publicSsh?: boolean;
  /** Where the machine reports what fails on it. Defaults to nowhere. */
  notify?: NotifyArgs;
}
