import type { Organisation } from "../organisation";
import { observatory, sshAudit, startScanner, testssl, type Scanner } from "../scanners";

const site = "www.example.org";

/** Units that start what they must not confine: package upgrades. */
const exempt = ["apt-daily-upgrade.service"];

const ours = `
cd /etc/systemd/system
ls -d open-infrastructure*.service | sed 's/@\\.service/@test.service/'
ls -d *.service.d/open-infrastructure*.conf | cut -d/ -f1 | sed 's/\\.d$//; s/@\\.service/@test.service/'
`;

const lynis = `
export DEBIAN_FRONTEND=noninteractive
apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=600 install lynis >/dev/null 2>&1
lynis audit system --quick --no-colors >/dev/null 2>&1 || true
sed -n 's/^hardening_index=//p' /var/log/lynis-report.dat
apt-get -q -y -o DPkg::Lock::Timeout=600 purge lynis >/dev/null 2>&1
`;

/** Looks at the machine as auditors do, from outside and from inside. */
export function scoresTests(organisation: Organisation): void {
  let scanner: Scanner;
  let tls: Promise<Record<string, string>>;

  beforeAll(async () => {
    scanner = await startScanner(organisation);
    // Takes half a minute, in which others look at the machine too.
    tls = testssl(scanner, site);
    tls.catch(() => undefined);
  });

  test("the HTTP Observatory gives A+", async () => {
    const { scan, tests } = await observatory(organisation, site);
    expect(Object.entries(tests).filter(([, { pass }]) => !pass)).toEqual([]);
    expect(Object.keys(tests)).toHaveLength(10);
    expect(scan.grade).toBe("A+");
    expect(scan.score).toBeGreaterThanOrEqual(130);
  });

  test("ssh-audit finds nothing to warn of", async () => {
    const { image } = await organisation.machine();
    const policy = image === "debian-12" ? "Hardened Debian 12 (version 2)" : undefined;
    const { status, stdout } = await sshAudit(scanner, site, policy);
    expect(stdout).toContain(policy ? "Passed" : "(kex) mlkem768x25519-sha256");
    expect(stdout).not.toMatch(/\[(fail|warn)\]/);
    expect(status).toBe(0);
  });

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

  test("lynis gives at least 82", async () => {
    const index = await organisation.sh(lynis);
    expect(Number(index)).toBeGreaterThanOrEqual(82);
  });

  test("testssl.sh gives A+", async () => {
    const found = await tls;
    expect(found.cert_chain_of_trust).toBe("passed.");
    expect(found.overall_grade).toBe("A+");
    expect(Number(found.final_score)).toBeGreaterThanOrEqual(96);
  });
}
