import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Organisation } from "../organisation";

/** A key pair of somebody. */
export interface KeyPair {
  publicKey: string;
  privateKey: string;
  /** The private half. */
  file: string;
}

/** Makes a key pair in a directory of its own. */
export function makeKey(comment: string): KeyPair {
  const file = join(mkdtempSync(join(tmpdir(), "key-")), "key");
  spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file]);
  return { file, publicKey: readFileSync(`${file}.pub`, "utf8").trim(), privateKey: readFileSync(file, "utf8") };
}

const ada = {
  name: "ada",
  mail: "ada@example.org",
  sshKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKd+i6mgjRYzZF8oIqPPpmBYAYXdUyXnXhVKbNaGrSsz ada@laptop"],
  roles: ["administrator"],
};

/** The list of people with one more administrator. */
export const peopleWith = (name: string, { publicKey }: KeyPair) => [
  ada,
  { name, mail: `${name}@example.org`, sshKeys: [publicKey], roles: ["administrator"] },
];

/** Who gets in and who doesn't. */
export function accessTests(organisation: Organisation): void {
  const joan = makeKey("joan@laptop");
  const login = async (user: string, command: string) => {
    const { address } = await organisation.machine();
    const options = [
      "BatchMode=yes",
      "ConnectTimeout=600",
      "StrictHostKeyChecking=no",
      "UserKnownHostsFile=/dev/null",
      "LogLevel=ERROR",
    ];
    return organisation.visit(
      "ssh",
      "-i",
      joan.file,
      ...options.flatMap((one) => ["-o", one]),
      `${user}@${address}`,
      command,
    );
  };
  afterAll(() => rmSync(joan.file, { force: true }));

  test("who becomes an administrator can log in and become root", async () => {
    organisation.configure({ people: peopleWith("joan", joan) });
    await organisation.up();
    expect((await login("joan", "sudo -n id -un")).stdout.trim()).toBe("root");
    await organisation.sh("runuser -u joan -- touch /home/joan/notes");
  });

  test("who leaves gets in no more, and what was theirs is kept", async () => {
    organisation.configure({ people: [ada] });
    await organisation.up();
    const { status, stderr } = await login("joan", "true");
    expect(status).toBe(255);
    expect(stderr).toContain("Permission denied");
    expect(await organisation.sh("ls /home/joan; passwd -S joan | cut -d' ' -f2; id -nG joan")).toBe("notes\nL\njoan");
  });

  test("a machine with another host key is refused before anybody logs in", async () => {
    await organisation.sh(
      "cd /etc/ssh; mkdir -p /root/kept; mv ssh_host_ed25519_key* /root/kept; ssh-keygen -q -t ed25519 -N '' -f ssh_host_ed25519_key; systemctl reload ssh",
    );
    const since = await organisation.sh(
      "journalctl --sync; journalctl --lines=0 --show-cursor | sed -n 's/^-- cursor: //p'",
    );
    organisation.configure({ people: peopleWith("joan", joan) });
    const { status, output } = await organisation.tryUp();
    organisation.configure({ people: [ada] });
    const log = await organisation.sh(
      `journalctl --sync; journalctl --no-pager --output=cat --unit=ssh --after-cursor='${since}'`,
    );
    await organisation.sh("mv /root/kept/ssh_host_ed25519_key* /etc/ssh; rmdir /root/kept; systemctl reload ssh");
    expect(status).not.toBe(0);
    expect(output).toContain("host key mismatch");
    expect(log).toContain("Connection from");
    expect(log).not.toMatch(/Accepted|Failed|authenticating user/);
    await organisation.up();
  });

  test("tables of others survive when our packet filter is loaded", async () => {
    await organisation.sh(
      "nft -f -",
      "table inet somebodys {\n chain forward {\n type filter hook forward priority 5;\n }\n}\n",
    );
    const theirs = await organisation.sh("nft list table inet somebodys");
    for (const action of ["reload", "restart"]) {
      await organisation.sh(`systemctl ${action} open-infrastructure-firewall`);
      expect(await organisation.sh("nft list table inet somebodys")).toBe(theirs);
    }
    expect(await organisation.sh("nft list table inet open_infrastructure")).toContain("policy drop");
    await organisation.sh("nft delete table inet somebodys");
  });
}
