import type { Organisation } from "../organisation";

/** What others on a machine with documents, and strangers, get to see of them. `status` asks the site for a path. */
export function documentsExposureTests(organisation: Organisation, status: (path: string) => Promise<string>): void {
  test("the machine keeps strangers out and the documents in", async () => {
    for (const unit of ["documents", "documents-cache", "documents-cron"]) {
      const exposure = await organisation.sh(
        `systemd-analyze security open-infrastructure-${unit} --no-pager | tail -n 1`,
      );
      expect(Number(/\d+\.\d/.exec(exposure)![0])).toBeLessThanOrEqual(3);
    }
    expect(await organisation.sh("ss -Hltn | awk '{ print $4 }'")).not.toMatch(/:(5432|6379|9000)$/m);
    for (const path of [
      "/srv/data/documents",
      "/srv/data/settings/documents/config.php",
      "/run/open-infrastructure-documents-cache",
    ])
      expect(
        await organisation.sh(`setpriv --reuid=nobody --clear-groups --regid=nogroup ls ${path} 2>&1 || true`),
      ).toContain("Permission denied");
    const roles = "setpriv --reuid=postgres --regid=postgres --init-groups psql -XAtq -c";
    expect(await organisation.sh(`cd /; ${roles} "SELECT rolname FROM pg_roles WHERE rolname LIKE 'oc%'"`)).toBe("");
    expect(await organisation.sh(`cd /; ${roles} "SELECT 1 FROM pg_authid WHERE rolpassword IS NOT NULL"`)).toBe("");
    for (const path of ["config/config.php", "data/", "lib/base.php", "occ", ".htaccess", "updater/"])
      expect(await status(path)).toMatch(/^40[34]$/);
  });

  test("PHP and what else runs as nginx's group don't reach each other", async () => {
    const pid = await organisation.sh("systemctl show --property=MainPID --value open-infrastructure-documents");
    const groups = await organisation.sh(`grep ^Groups: /proc/${pid}/status`);
    expect(groups.split(/\s+/)).not.toContain(await organisation.sh("getent group www-data | cut -d: -f3"));
    const socket = `php -r 'exit((int) !@stream_socket_client("unix:///run/open-infrastructure-documents/php.sock"));'`;
    const connects = (who: string) =>
      organisation.sh(`setpriv --reuid=${who} --regid=www-data --clear-groups ${socket} && echo yes || echo no`);
    expect(await connects("nobody")).toBe("no");
    expect(await connects("www-data")).toBe("yes");
  });
}
