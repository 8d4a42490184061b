import * as pulumi from "@pulumi/pulumi";
import type { PersonArgs } from "../people";
import type { HostConnectionArgs } from "../remote/connection";
import { checked, demand, directory, ed25519HostKey, machineAddress, plainName, port } from "../validate";
import { printableLine, privateKey, publicIpv6, userName } from "../validate";
import { baseline } from "./baseline";
import { dataDirectory } from "./data-steps";
import type { NotifyArgs } from "./notify-args";

/** Arguments of an ExistingHost. */
export interface ExistingHostArgs {
  /** IPv4 address, IPv6 address or DNS name of the machine. */
  address: pulumi.Input<string>;
  /** Public IPv6 address of the machine, for DNS. Defaults to none. */
  ipv6Address?: pulumi.Input<string>;
  /** Ed25519 host key, as `ssh-keyscan -t ed25519` prints it without the name: `ssh-ed25519 AAAA…`. Compare it with the machine's own console. */
  hostKey: pulumi.Input<string>;
  /** Private key to log in with, in OpenSSH format. Secret. Defaults to the keys of the SSH agent. */
  privateKey?: pulumi.Input<string>;
  /** User to log in as. Any but root needs passwordless sudo. Defaults to `root`. */
  user?: pulumi.Input<string>;
  /** Port of sshd. Defaults to 22. */
  port?: pulumi.Input<number>;
  /** Anything that tells this machine from its successor at the same address. A change installs everything again. Defaults to the host key. */
  instance?: pulumi.Input<string>;
  /** Directory that services keep their data below, for example where a disk of its own is mounted. Defaults to `/srv/data`. */
  dataDirectory?: pulumi.Input<string>;
  /** People of the organisation. Those with the role `administrator` may log in. Defaults to nobody but the program itself. */
  people?: PersonArgs[];
  /** Addresses or networks that SSH is open to; `0.0.0.0/0` with `::/0` is everywhere, said on purpose. Defaults to everywhere. */
  allowFrom?: pulumi.Input<string>[];
  /** Whether everybody may reach sshd, as git over SSH needs. Then `allowFrom` says from where accounts other than `git` may log in. Defaults to false. */
  publicSsh?: boolean;
  /** Where the machine reports what fails on it. Defaults to nowhere. */
  notify?: NotifyArgs;
}

/** A machine with Debian 12 or 13 that is there already, wherever it stands. It gets what every Host gets, and no cloud account is needed. */
export class ExistingHost extends pulumi.ComponentResource {
  /** Address of the machine. */
  public readonly address: pulumi.Output<string>;

  /** Public IPv6 address, or nothing. */
  public readonly ipv6Address: pulumi.Output<string | undefined>;

  /** Directory that services keep their data below. Their units say so by `RequiresMountsFor`. */
  public readonly dataDirectory: pulumi.Output<string>;

  /** How services reach the machine, once everything that every machine gets is installed. Secret. */
  public readonly connection: pulumi.Output<HostConnectionArgs>;

  constructor(name: string, args: ExistingHostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("open-infrastructure:index:ExistingHost", name, args, opts);
    demand(this, "name", name, plainName);
    this.dataDirectory = checked(this, "dataDirectory", args.dataDirectory ?? dataDirectory, directory);
    const hostKey = checked(this, "hostKey", args.hostKey, ed25519HostKey);
    const host = {
      address: checked(this, "address", args.address, machineAddress),
      hostKey,
      port: checked(this, "port", args.port ?? 22, port),
      user: checked(this, "user", args.user ?? "root", userName),
      ...(args.privateKey === undefined
        ? {}
        : { privateKey: pulumi.secret(checked(this, "privateKey", args.privateKey, privateKey)) }),
      instance: args.instance === undefined ? hostKey : checked(this, "instance", args.instance, printableLine),
    };
    this.ipv6Address = pulumi.output(
      args.ipv6Address === undefined ? undefined : checked(this, "ipv6Address", args.ipv6Address, publicIpv6),
    );
    const system = baseline(name, host, args, this);

    this.address = pulumi.output(args.address);
    this.connection = pulumi.secret(pulumi.all([system.id, host]).apply(([, ready]) => ready));
    this.registerOutputs({
      address: this.address,
      ipv6Address: this.ipv6Address,
      dataDirectory: this.dataDirectory,
      connection: this.connection,
    });
  }
}
