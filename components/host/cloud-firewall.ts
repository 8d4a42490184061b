import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";

const everywhere = ["0.0.0.0/0", "::/0"];

/** The cloud's firewall for all machines with a tag. It stands before the machine does, so that nothing is ever open by accident. */
export function cloudFirewall(
  name: string,
  { tag, allowFrom = [] }: { tag: string; allowFrom?: pulumi.Input<string>[] },
  parent: pulumi.Resource,
): digitalocean.Firewall {
  const marker = new digitalocean.Tag(`${name}-tag`, { name: tag }, { parent });
  const open = (portRange: string, sourceAddresses: pulumi.Input<string>[]) => ({
    protocol: "tcp",
    portRange,
    sourceAddresses,
  });
  return new digitalocean.Firewall(
    name,
    {
      name: tag,
      tags: [marker.name],
      inboundRules: [
        open("22", allowFrom.length > 0 ? allowFrom : everywhere),
        open("80", everywhere),
        open("443", everywhere),
        { protocol: "icmp", sourceAddresses: everywhere },
      ],
      outboundRules: [
        { protocol: "tcp", portRange: "1-65535", destinationAddresses: everywhere },
        { protocol: "udp", portRange: "1-65535", destinationAddresses: everywhere },
        { protocol: "icmp", destinationAddresses: everywhere },
      ],
    },
    { parent },
  );
}
