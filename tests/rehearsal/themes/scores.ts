import type { Organisation } from "../organisation";

/** Units that start what they must not confine: package upgrades. */
const exempt = ["apt-daily-upgrade.service"];

const ours = `
cd /etc/systemd/system
ls -d open-infrastructure*.service | sed 's/@\\.service/@test.service/'
ls -d *.service.d/open-infrastructure*.conf | cut -d/ -f1 | sed 's/\\.d$//; s/@\\.service/@test.service/'
`;

/** Looks at the machine as auditors do. */
export function scoresTests(organisation: Organisation): void {
  test("every unit of ours, and every one we tame, is confined", async () => {
    const units = (await organisation.sh(ours)).split("\n").filter((unit) => !exempt.includes(unit));
    expect(units).toEqual(
      expect.arrayContaining(["nginx.service", "fail2ban.service", "open-infrastructure-firewall.service"]),
    );
    const exposed = await organisation.sh(
      `for unit in ${units.join(" ")}; do systemd-analyze security --threshold=30 "$unit" >/dev/null 2>&1 || echo "$unit"; done`,
    );
    expect(exposed).toBe("");
  });

  test("lynis gives at least 80", async () => {
    const index = await organisation.sh(`
      export DEBIAN_FRONTEND=noninteractive
      apt-get -q -y --no-install-recommends install lynis >/dev/null 2>&1
      lynis audit system --quick --no-colors >/dev/null 2>&1 || true
      sed -n 's/^hardening_index=//p' /var/log/lynis-report.dat
      apt-get -q -y purge lynis >/dev/null 2>&1
    `);
    expect(Number(index)).toBeGreaterThanOrEqual(80);
  });
}
