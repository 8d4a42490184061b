import * as pulumi from "@pulumi/pulumi";
import type * as command from "@pulumi/command";

/** How a machine is reached over SSH. What a host hands out as `connection`, and what every service takes as `host`. */
export interface HostConnectionArgs {
  /** IPv4 address, IPv6 address or DNS name to connect to. */
  address: pulumi.Input<string>;
  /** TCP port of sshd. Defaults to 22. */
  port?: pulumi.Input<number>;
  /** User to log in as. A user other than root needs passwordless sudo. Defaults to `root`. */
  user?: pulumi.Input<string>;
  /** Private key to log in with, in OpenSSH or PEM format. Defaults to the keys of the SSH agent at `SSH_AUTH_SOCK`. */
  privateKey?: pulumi.Input<string>;
  /** Public host key the machine must prove to hold, in the format of `authorized_keys`: `ssh-ed25519 AAAA…`. Any other key is refused before login. */
  hostKey: pulumi.Input<string>;
  /** Identity of the machine, for example its droplet id. When it changes, everything is installed again, even at the same address. Defaults to the address. */
  instance?: pulumi.Input<string>;
}

/**
 * The arguments of the command provider for a connection. A machine that is known to be up is dialled few times, so that a
 * wrong key doesn't lock the caller out. None of it may change for a machine that is there: all steps would run again, and the
 * first of a host would look for a host key that is gone.
 */
export function connectionArgs(
  host: pulumi.Input<HostConnectionArgs>,
  attempts: number,
): pulumi.Output<command.types.input.remote.ConnectionArgs> {
  return pulumi.output(host).apply(({ address, port, user, privateKey, hostKey }) => ({
    host: address,
    port: port ?? 22,
    user: user ?? "root",
    ...(privateKey === undefined ? {} : { privateKey }),
    hostKey: hostKey.trim(),
    dialErrorLimit: attempts,
    perDialTimeout: 15,
  }));
}
