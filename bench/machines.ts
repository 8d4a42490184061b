import type { Machine } from "../rehearsal/world";
import { eventually, type Organisation } from "../tests/rehearsal/organisation";

/** Names of the packages that a machine has. */
export const listPackages = "dpkg-query -W -f '${db:Status-Status} ${Package}\\n' | sed -n 's/^installed //p' | sort";

/** A script that installs packages as anybody would. */
export const aptGet = (packages: string[]) => `export DEBIAN_FRONTEND=noninteractive
printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
apt-get -q update >/dev/null
apt-get -q -y --no-install-recommends install ${packages.join(" ")} >/dev/null`;

/** A machine that has nothing of ours, once it is up. */
export async function booted(organisation: Organisation, name: string, publicKey: string): Promise<Machine> {
  const { world } = organisation;
  const machine = await world.startMachine({ name, image: "debian-13", sshKeys: [publicKey] });
  const ready = ["sh", "-c", "cloud-init status --wait >/dev/null; systemctl is-active --quiet ssh"];
  await eventually(
    `${name} to boot`,
    async () => (await world.exec(machine.id, ready, { output: "capture" })).status === 0,
  );
  // The image's lists of packages are younger than those of a new machine: one side would fetch them again, the other not.
  await on(organisation, machine, "rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin");
  return machine;
}

/** Runs a script as root on a machine; returns what it printed. */
export async function on({ world }: Organisation, machine: Machine, script: string, input?: string): Promise<string> {
  const { status, stdout, stderr } = await world.exec(machine.id, ["sh", "-euc", script], { output: "capture", input });
  if (status !== 0) throw new Error(`${machine.name}: ${stderr || stdout}`);
  return stdout.trim();
}
