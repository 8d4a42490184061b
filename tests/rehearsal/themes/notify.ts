import { eventually, type Organisation } from "../organisation";

/** Nothing fails silently. */
export function notifyTests(organisation: Organisation): void {
  const arrived = (what: string, contains: string) =>
    eventually(what, async () =>
      (await organisation.world.mailbox("ada@example.org")).find((mail) => mail.includes(contains)),
    );

  test("a unit that fails is told by mail, with what it said", async () => {
    const failing =
      "systemd-run --quiet --unit=open-infrastructure-rehearsed --property=OnFailure=open-infrastructure-notify@open-infrastructure-rehearsed.service sh -c 'echo the disk is on fire; exit 1'";
    await organisation.sh(failing);
    const mail = await arrived("the mail about the failed unit", "open-infrastructure-rehearsed failed");
    expect(mail).toContain("the disk is on fire");
    expect(mail).toMatch(/^To: ada@example\.org\r?$/m);
    await organisation.sh("systemctl reset-failed");
  });

  test("a pending reboot is told once", async () => {
    await organisation.sh("touch /run/reboot-required");
    await organisation.sh("systemctl start open-infrastructure-watch.service");
    await arrived("the mail about the reboot", "a reboot is pending");
    await organisation.sh("systemctl start open-infrastructure-watch.service; rm /run/reboot-required");
    const mails = await organisation.world.mailbox("ada@example.org");
    expect(mails.filter((mail) => mail.includes("a reboot is pending"))).toHaveLength(1);
  });

  test("a mail port that the cloud blocks is explained at install", async () => {
    organisation.configure({ notify: { port: 587 } });
    const { status, output } = await organisation.tryUp();
    organisation.configure({ notify: { port: 2525 } });
    expect(status).not.toBe(0);
    expect(output).toContain("notify.mail: this machine can't reach port 587 of smtp.example.net");
    expect(output).toContain("Ports that do answer: 2525");
  });

  test("another port puts it right", async () => {
    await organisation.up();
    expect(await organisation.sh("cat /etc/open-infrastructure/notify.conf")).toContain(
      "url=smtp://smtp.example.net:2525",
    );
  });

  test("the cloud watches the machine from outside", async () => {
    const checks = await organisation.world.cloud((cloud) => Object.values(cloud.uptimeChecks ?? {}));
    const { address } = await organisation.machine();
    expect(checks).toEqual([expect.objectContaining({ target: address, type: "ping" })]);
  });
}
