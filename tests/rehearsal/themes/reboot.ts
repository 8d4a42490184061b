import { eventually, type Organisation } from "../organisation";
import { differences, snapshot } from "../snapshot";

/** What a machine does by itself when it starts. */
export function rebootTests(organisation: Organisation): void {
  test("after a reboot everything is up again, the packet filter before the network", async () => {
    const before = await snapshot(organisation);
    const boot = await organisation.sh("systemctl show -p UserspaceTimestampMonotonic");
    const { id } = await organisation.machine();
    await organisation.world.rebootMachine(id);
    await eventually("the booted machine", async () => {
      const state = ["systemctl", "is-system-running", "--wait"];
      const result = await organisation.world.exec(id, state, { output: "capture" }).catch(() => undefined);
      return result?.stdout.trim() === "running";
    });
    expect(await organisation.sh("systemctl show -p UserspaceTimestampMonotonic")).not.toBe(boot);
    const after = await snapshot(organisation);
    expect(differences({ ...before, started: {} }, { ...after, started: {} })).toEqual([]);
    expect(Object.keys(after.started).sort()).toEqual(
      expect.arrayContaining(["fail2ban.service", "nginx.service", "ssh.service"]),
    );

    const active = await organisation.sh("systemctl list-timers --no-legend --no-pager | awk '{ print $(NF-1) }'");
    expect(active.split("\n")).toEqual(
      expect.arrayContaining([
        "apt-daily-upgrade.timer",
        "apt-daily.timer",
        "open-infrastructure-renewal.timer",
        "open-infrastructure-site-website.timer",
        "open-infrastructure-watch.timer",
      ]),
    );
    const [filter, network] = (
      await organisation.sh(
        "systemctl show -P ActiveEnterTimestampMonotonic open-infrastructure-firewall.service; systemctl show -P ExecMainStartTimestampMonotonic systemd-networkd.service",
      )
    )
      .split("\n")
      .map(Number);
    expect(filter).toBeGreaterThan(0);
    expect(network).toBeGreaterThan(filter!);
    expect((await organisation.visit("curl", "-sS", "https://www.example.org/")).stdout).toContain("Good books");
  });
}
