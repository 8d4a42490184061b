import type * as command from "@pulumi/command";
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import type { HostConnectionArgs } from "../remote/connection";
import { step } from "../remote/step";
import { checked, refuse, wholeNumber } from "../validate";
import { mountScript, unmountScript, volumeLabel } from "./data-steps";
import type { HostDataVolumeArgs } from "./host-args";

/** The volume of a host. Neither an edit of this library nor the end of the stack destroys it. */
export function dataVolume(
  name: string,
  { size, region, tag }: HostDataVolumeArgs & { region: pulumi.Input<string>; tag: string },
  parent: pulumi.Resource,
): digitalocean.Volume {
  return new digitalocean.Volume(
    name,
    {
      name: volumeName(tag),
      region,
      size: checked(parent, "dataVolume.size", size, wholeNumber(1, 16_000)),
      // The cloud formats it as it makes it. Nothing of ours ever does, so nothing of ours can format the wrong disk.
      initialFilesystemType: digitalocean.FileSystemType.EXT4,
      initialFilesystemLabel: volumeLabel,
    },
    {
      parent,
      protect: true,
      retainOnDelete: true,
      // A change of these would make an empty volume in its place.
      ignoreChanges: [
        "name",
        "description",
        "region",
        "snapshotId",
        "filesystemType",
        "initialFilesystemType",
        "initialFilesystemLabel",
      ],
    },
  );
}

/** Plugs the volume into the machine and mounts it; returns the last step. */
export function mounted(
  name: string,
  {
    volume,
    size,
    droplet,
    host,
    after,
  }: {
    volume: digitalocean.Volume;
    size: pulumi.Input<number>;
    droplet: digitalocean.Droplet;
    /** The machine by its own address: a reserved one leads to the new machine already when the old one has to let go. */
    host: HostConnectionArgs;
    after: pulumi.Resource;
  },
  parent: pulumi.Resource,
): command.remote.Command {
  const attachment = new digitalocean.VolumeAttachment(
    `${name}-data-attachment`,
    { dropletId: droplet.id.apply(Number), volumeId: volume.id },
    // The old machine keeps its data until the new one can take it, and lets go of it first.
    { parent, dependsOn: after, deleteBeforeReplace: true },
  );
  return step(
    `${name}-data`,
    { host, script: mountScript(size), undo: { script: unmountScript, before: attachment.id } },
    { parent, dependsOn: [volume, attachment] },
  );
}

/** Volumes are named by lower-case letters, digits and hyphens, 64 at most. */
export function volumeName(tag: string): string {
  return `${tag
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 59)
    .replace(/-$/, "")}-data`;
}

/** The region of a machine, which has to be that of its volume: refused before a machine is made that can't have its data. */
export function regionOf(
  resource: pulumi.Resource,
  region: pulumi.Input<string>,
  volume: digitalocean.Volume | undefined,
): pulumi.Output<string> {
  if (volume === undefined) return pulumi.output(region);
  return pulumi.all([region, volume.region]).apply(([wanted, there]) => {
    if (wanted === there) return wanted;
    refuse(resource, `region must be "${there}", where the data volume of the host is and stays, got "${wanted}"`);
  });
}
