import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import type { HostConnectionArgs } from "../remote/connection";
import { step } from "../remote/step";
import { checked, demand, oneOf, plainName, refuse, slug, wholeNumber } from "../validate";
import { baseline } from "./baseline";
import { cloudFirewall } from "./cloud-firewall";
import { dataDirectory } from "./data-steps";
import { dataVolume, mounted, regionOf } from "./data-volume";
import { identityScript, userData } from "./first-boot";
import { HostImage, type HostArgs } from "./host-args";

/**
 * A virtual machine at DigitalOcean that services can be installed on.
 *
 * The machine's key is known before its first connection, so that no one can step in between. It is replaced on the
 * machine by one that has never left it.
 */
export class Host extends pulumi.ComponentResource {
  /** Public IPv4 address. */
  public readonly address: pulumi.Output<string>;

  /** Public IPv6 address. */
  public readonly ipv6Address: pulumi.Output<string>;

  /** Directory that services keep their data below, `/srv/data`. Their units say so by `RequiresMountsFor`. */
  public readonly dataDirectory: pulumi.Output<string>;

  /** How services reach the machine, once everything that every machine gets is installed. Secret. */
  public readonly connection: pulumi.Output<HostConnectionArgs>;

  constructor(name: string, args: HostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("open-infrastructure:index:Host", name, args, opts);
    const parent = { parent: this };
    const { generation = 1, keepsData = false, acceptDataLossOf } = args;
    demand(this, "name", name, plainName);
    demand(this, "generation", generation, wholeNumber(1, 1000));
    const machine = `${name}-${generation}`;
    const predecessor = `${name}-${generation - 1}`;
    const losesData = keepsData && args.dataVolume === undefined;
    if (losesData && generation > 1 && ![machine, predecessor].includes(acceptDataLossOf ?? "")) {
      refuse(
        this,
        `generation ${generation} of host ${name} would lose the data on ${predecessor}: give the host a dataVolume and move the data there first, or accept the loss with acceptDataLossOf: "${predecessor}"`,
      );
    }
    const tag = `${name}-${pulumi.getStack()}`;

    const loginKey = new tls.PrivateKey(`${name}-login-key`, { algorithm: "ED25519" }, parent);
    const firstHostKey = new tls.PrivateKey(
      `${name}-first-host-key-${generation}`,
      { algorithm: "ECDSA", ecdsaCurve: "P256" },
      parent,
    );
    const sshKey = new digitalocean.SshKey(
      `${name}-ssh-key`,
      { name: tag, publicKey: loginKey.publicKeyOpenssh.apply((key) => key.trim()) },
      parent,
    );
    const region = checked(this, "region", args.region, slug);
    const volume = args.dataVolume && dataVolume(`${name}-data-volume`, { ...args.dataVolume, region, tag }, this);
    const firewall = cloudFirewall(`${name}-firewall`, { tag, allowFrom: args.publicSsh ? [] : args.allowFrom }, this);
    const droplet = new digitalocean.Droplet(
      `${name}-droplet-${generation}`,
      {
        name: machine,
        region: regionOf(this, region, volume),
        size: checked(this, "size", args.size ?? "s-1vcpu-2gb", slug),
        image: checked(this, "image", args.image ?? HostImage.Debian13, oneOf(HostImage)),
        ipv6: true,
        monitoring: true,
        dropletAgent: false,
        tags: [tag],
        sshKeys: [sshKey.id],
        userData: userData(firstHostKey),
      },
      {
        parent: this,
        // The cloud lets nobody in before its firewall stands.
        dependsOn: firewall,
        protect: losesData && acceptDataLossOf !== machine,
        // A change of these would rebuild the machine; `generation` is the one way to do that.
        ignoreChanges: ["userData", "sshKeys", "image", "region", "monitoring", "dropletAgent", "ipv6"],
      },
    );

    const bootstrap = {
      address: droplet.ipv4Address,
      privateKey: loginKey.privateKeyOpenssh,
      hostKey: firstHostKey.publicKeyOpenssh,
      instance: droplet.id,
    };
    const identity = step(
      `${name}-identity`,
      { host: bootstrap, script: identityScript, bringsLibrary: true, attempts: 30 },
      // It speaks to the first host key, which is gone afterwards: only a new machine may run it again.
      { parent: this, ignoreChanges: ["create"] },
    );
    if (args.reservedAddress) {
      const reserved = new digitalocean.ReservedIp(
        `${name}-address`,
        { region: droplet.region },
        { parent: this, protect: true },
      );
      const assigned = new digitalocean.ReservedIpAssignment(
        `${name}-address-assignment`,
        { ipAddress: reserved.ipAddress, dropletId: droplet.id.apply(Number) },
        { parent: this, deleteBeforeReplace: true },
      );
      this.address = assigned.ipAddress;
    } else {
      this.address = droplet.ipv4Address;
    }
    this.ipv6Address = droplet.ipv6Address;

    const own = { ...bootstrap, hostKey: identity.stdout.apply((key) => key.trim()) };
    const host = { ...own, address: this.address };
    const system = baseline(name, host, args, this);
    const ready = volume
      ? mounted(name, { volume, size: args.dataVolume!.size, droplet, host: own, after: system }, this)
      : system;
    this.dataDirectory = pulumi.output(dataDirectory);
    const mail = args.notify?.mail?.to;
    if (mail !== undefined) {
      const check = new digitalocean.UptimeCheck(
        `${name}-uptime`,
        { name: tag, target: this.address, type: "ping", regions: ["eu_west", "us_east"] },
        parent,
      );
      new digitalocean.UptimeAlert(
        `${name}-uptime-alert`,
        { name: tag, checkId: check.id, type: "down_global", period: "2m", notifications: [{ emails: [mail] }] },
        parent,
      );
    }

    this.connection = pulumi.secret(pulumi.all([ready.id, host]).apply(([, connection]) => connection));
    this.registerOutputs({
      address: this.address,
      ipv6Address: this.ipv6Address,
      dataDirectory: this.dataDirectory,
      connection: this.connection,
    });
  }
}
