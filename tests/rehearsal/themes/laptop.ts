import { rmSync } from "node:fs";
import { eventually, type Organisation } from "../organisation";
import { differences, snapshot } from "../snapshot";
import { makeKey, peopleWith } from "./access";

/** The operator's computer is lost, with the state of the stack. */
export function laptopTests(organisation: Organisation): void {
  const key = makeKey("joan@laptop");
  afterAll(() => rmSync(key.file, { force: true }));

  test("an administrator's key and the host key are enough to take the machine over, which changes nothing on it", async () => {
    organisation.configure({ people: peopleWith("joan", key) });
    await organisation.up();
    const before = await snapshot(organisation);
    const { address, ipv6Address } = await organisation.machine();
    const hostKey = await organisation.sh("cut -d' ' -f1,2 /etc/ssh/ssh_host_ed25519_key.pub");

    organisation.forget();
    // Records can't be made twice: who has no state imports them or, as here, makes them anew.
    await organisation.world.cloud((cloud) => {
      delete cloud.cloudflareRecords;
    });
    organisation.configure({
      host: undefined,
      existingHost: { address, ipv6Address, hostKey, user: "joan" },
      existingHostPrivateKey: key.privateKey,
    });
    await organisation.up();

    expect(differences(before, await snapshot(organisation))).toEqual([]);
    expect(
      (await organisation.visit("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "https://www.example.org/"))
        .stdout,
    ).toBe("200");
  });

  test("from then on an unchanged up opens no connection", async () => {
    const connections = organisation.connections().length;
    expect(await organisation.up()).toMatch(/^\d+ same$/m);
    expect(organisation.connections()).toHaveLength(connections);
  });

  test("a change that locks the operator out is taken back by itself", async () => {
    const before = await snapshot(organisation);
    organisation.configure({ existingHost: { allowFrom: ["192.0.2.0/24"] } });
    const { ended } = organisation.start("up");
    // Seen on the machine: by the time up gives up, the change may be taken back. Who knocks and doesn't log in is punished by sshd.
    const rules = "nft list chain inet open_infrastructure input";
    await eventually("the change", async () => (await organisation.sh(rules)).includes("192.0.2.0/24"));
    const { status, output } = await ended;
    expect(status).not.toBe(0);
    expect(output).toMatch(/web-access-confirmed.*failed/);
    const { address } = await organisation.machine();
    const answers = () => organisation.visit("timeout", "10", "bash", "-c", `exec 3<>/dev/tcp/${address}/22`);
    await eventually("the way in", async () => (await answers()).status === 0);
    expect(differences(before, await snapshot(organisation))).toEqual([]);
    const told = async () =>
      (await organisation.world.mailbox("ada@example.org")).some((mail) =>
        mail.includes("change of access taken back"),
      );
    await eventually("the mail about it", told);
  });

  test("with the old settings everything is as before", async () => {
    const before = await snapshot(organisation);
    organisation.configure({ existingHost: { allowFrom: undefined } });
    await organisation.up();
    expect(differences(before, await snapshot(organisation))).toEqual([]);
    expect(await organisation.sh("ls /var/lib/open-infrastructure/access")).toBe("lock");
  });
}
