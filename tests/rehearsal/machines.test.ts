import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { withLock } from "../../rehearsal/machines/lock";
import { placesOf } from "../../rehearsal/machines/places";
import { groupIsEmpty } from "../../rehearsal/machines/processes";
import { mailProvider, network, World, type CommandResult, type Machine } from "../../rehearsal/world";
import { eventually } from "./organisation";

const scratch = mkdtempSync(join(tmpdir(), "machines-test-"));
const world = World.open(join(scratch, "world"));
const places = placesOf(world.directory);
/** What this computer itself looks like, without what other worlds may be doing. */
const traces = (): string[] =>
  [
    "ip -br link",
    "nft list ruleset",
    "sysctl net.ipv4.ip_forward",
    `losetup --list --noheadings --output BACK-FILE | grep -F ${scratch}`,
    `findmnt -rno TARGET | grep -F -e ${places.tag} -e ${scratch}`,
  ].map((command) => spawnSync("sh", ["-c", command], { encoding: "utf8" }).stdout);
const before = traces();
const machines: Record<"debian-12" | "debian-13", Machine | undefined> = {
  "debian-12": undefined,
  "debian-13": undefined,
};
const releases = ["debian-12", "debian-13"] as const;

function machine(release: (typeof releases)[number]): Machine {
  const found = machines[release];
  if (!found) throw new Error(`${release} was not started`);
  return found;
}

function makeKey(name: string): { file: string; publicKey: string; privateKey: string } {
  const file = join(scratch, name);
  spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file]);
  return { file, publicKey: readFileSync(`${file}.pub`, "utf8").trim(), privateKey: readFileSync(file, "utf8") };
}

const loginKey = makeKey("login");
const hostKey = makeKey("host");

function userData(): string {
  return `#cloud-config\n${JSON.stringify({ ssh_keys: { ed25519_private: hostKey.privateKey, ed25519_public: hostKey.publicKey }, runcmd: ["touch /run/first-boot"] })}`;
}

/** Logs in with the injected key, trusting the injected host key only. */
async function ssh(address: string, command: string): Promise<CommandResult> {
  const knownHosts = join(scratch, "known_hosts");
  writeFileSync(knownHosts, `* ${hostKey.publicKey}\n`);
  const options = [
    "StrictHostKeyChecking=yes",
    `UserKnownHostsFile=${knownHosts}`,
    "ConnectTimeout=30",
    "BatchMode=yes",
    "LogLevel=ERROR",
  ];
  const args = ["-i", loginKey.file, ...options.flatMap((option) => ["-o", option]), `root@${address}`, command];
  return world.client(["ssh", ...args], { output: "capture" });
}

/** Repeats `attempt` until it succeeds; returns what it printed. */
async function succeeds(attempt: () => Promise<CommandResult>): Promise<string> {
  const { stdout } = await eventually(String(attempt), async () => {
    const result = await attempt();
    return result.status === 0 && result;
  });
  return stdout;
}

async function onClient(...command: string[]): Promise<string> {
  const result = await world.client(command, { output: "capture" });
  if (result.status !== 0) throw new Error(`${command.join(" ")}: ${result.stderr}`);
  return result.stdout.trim();
}

async function onMachine(name: string, script: string): Promise<string> {
  const result = await world.exec(name, ["sh", "-euc", script], { output: "capture" });
  if (result.status !== 0) throw new Error(`${script}: ${result.stderr}`);
  return result.stdout.trim();
}

beforeAll(async () => {
  await world.up({ images: [...releases] });
  const start = async (image: (typeof releases)[number]): Promise<void> => {
    machines[image] = await world.startMachine({
      name: image,
      image,
      userData: userData(),
      sshKeys: [loginKey.publicKey],
      size: "s-1vcpu-1gb",
    });
  };
  await Promise.all(releases.map(start));
});

afterAll(async () => {
  await world.down();
  rmSync(scratch, { recursive: true, force: true });
});

describe.each(releases)("%s", (release) => {
  test("is reached with the injected login and host key once cloud-init is done", async () => {
    const { address, ipv6Address } = machine(release);
    await succeeds(() => ssh(address, "cloud-init status --wait && test -e /run/first-boot"));
    const said = "cat /etc/debian_version; hostname; systemctl is-system-running --wait";
    expect(await succeeds(() => ssh(ipv6Address, said))).toMatch(
      new RegExp(`^${release.slice(-2)}\\.\\d+\n${release}\nrunning\n$`),
    );
  });

  test("finds its user data at the metadata address", async () => {
    expect(await onMachine(release, `curl -fsS http://${network.metadata}/metadata/v1/user-data`)).toBe(userData());
  });

  test("trusts the ACME server and is trusted with Debian's packages", async () => {
    const directory = await onMachine(release, "curl -fsS https://acme-v02.api.letsencrypt.org/directory");
    expect(JSON.parse(directory)).toMatchObject({ newOrder: "https://acme-v02.api.letsencrypt.org/order-plz" });
    await onMachine(
      release,
      "apt-get update -qq && apt-get install -y -qq --no-install-recommends tree && tree --version",
    );
  });
});

test("a published zone is served at once, also by the name servers it names", async () => {
  const records = [
    { name: "@", type: "A", value: machine("debian-12").address },
    { name: "www", type: "CNAME", value: "example.org" },
    { name: "@", type: "MX", value: "mail.rehearsal.test", priority: 5 },
    { name: "_dmarc.example.org", type: "TXT", value: 'v=DMARC1; p="reject"' },
    { name: "_imaps._tcp", type: "SRV", value: "imap.rehearsal.test", priority: 0, weight: 1, port: 993 },
  ] as const;
  await world.publishZone("example.org", [...records], ["ns1.digitalocean.com"]);
  expect(await onClient("getent", "ahostsv4", "www.example.org")).toContain(machine("debian-12").address);
  expect(await onMachine("debian-13", "getent ahostsv4 example.org")).toContain(machine("debian-12").address);
  expect(await onClient("getent", "hosts", "ns1.digitalocean.com")).toContain(network.internet.ipv6Address);
  await world.publishZone("example.org", [{ ...records[0], value: machine("debian-13").address }]);
  expect(await onClient("getent", "ahostsv4", "example.org")).toContain(machine("debian-13").address);
  expect((await world.client(["getent", "hosts", "www.example.org"], { output: "capture" })).status).toBe(2);
});

test("a cloud firewall lets in what its rules say, and answers", async () => {
  const { id, address, ipv6Address } = machine("debian-12");
  const visit = async (from: "client" | "machine", host: string, seconds = "1"): Promise<number> => {
    const command = ["curl", "-sS", "-m", seconds, "-o", "/dev/null", `http://${host}:8000/`];
    const result =
      from === "client"
        ? world.client(command, { output: "capture" })
        : world.exec("debian-13", command, { output: "capture" });
    return (await result).status;
  };
  await onMachine("debian-12", "systemd-run -q python3 -m http.server --bind :: 8000");
  await eventually("a web server", async () => (await visit("client", address)) === 0);
  await world.setFirewall(id, [{ protocol: "tcp", ports: "8000-8080", sources: [machine("debian-13").address] }]);
  expect([
    await visit("client", address),
    await visit("client", `[${ipv6Address}]`),
    await visit("machine", address, "600"),
  ]).toEqual([28, 28, 0]);
  expect(await onMachine("debian-12", "curl -sS -o /dev/null -w '%{http_code}' https://git.rehearsal.test/")).toBe(
    "200",
  );
  await world.setFirewall(id, []);
  expect(await visit("machine", address)).toBe(28);
  await world.setFirewall(id, undefined);
  expect(await visit("client", address, "600")).toBe(0);
});

test("the mail provider takes mail from whoever logs in, and keeps it", async () => {
  const program = `import smtplib, ssl, sys
for port in (2525, 587):
    s = smtplib.SMTP("${mailProvider.host}", port); s.starttls(context=ssl.create_default_context())
    s.login("${mailProvider.account}", "${mailProvider.password}")
    s.sendmail("${mailProvider.account}", ["Admin@example.org"], f"Subject: port {port}\\n\\nhello"); s.quit()
s = smtplib.SMTP("${mailProvider.host}", 2525); s.starttls()
try: s.sendmail("a@example.net", ["b@example.net"], "no")
except smtplib.SMTPException: print("refused")`;
  const result = await world.exec("debian-13", ["python3", "-c", program], { output: "capture" });
  expect(result).toMatchObject({ status: 0, stdout: "refused\n" });
  await eventually("both mails", async () => (await world.mailbox("admin@example.org")).length === 2);
  const subjects = (await world.mailbox("admin@example.org")).map((message) => /^Subject: (.*)$/m.exec(message)?.[1]);
  expect(subjects.sort()).toEqual(["port 2525", "port 587"]);
});

test("a directory becomes a git repository, and a request to the webhook sink is kept", async () => {
  const site = join(scratch, "site");
  mkdirSync(site);
  writeFileSync(join(site, "index.md"), "first");
  const first = await world.publishRepository("site", site);
  expect(await world.publishRepository("site", site)).toBe(first);
  writeFileSync(join(site, "index.md"), "second");
  const second = await world.publishRepository("site", site, "Say it differently");
  expect(await onClient("git", "ls-remote", "https://git.rehearsal.test/site.git", "main")).toMatch(second);
  await onClient("git", "clone", "-q", "https://git.rehearsal.test/site.git", join(scratch, "clone"));
  expect(readFileSync(join(scratch, "clone/index.md"), "utf8")).toBe("second");
  await onClient("curl", "-fsS", "-d", '{"text":"hi"}', "https://hooks.rehearsal.test/notify");
  // nginx writes its log after the answer.
  await eventually("the request", async () => (await world.hooks()).length > 0);
  expect(await world.hooks()).toMatchObject([{ method: "POST", path: "/notify", body: '{"text":"hi"}' }]);
});

test("what the cloud holds is changed by one at a time", async () => {
  const add = (id: string): Promise<void> =>
    world.cloud((cloud) => {
      cloud.droplets = { ...cloud.droplets, [id]: { id } };
    });
  await Promise.all(["1", "2", "3", "4"].map(add));
  expect(await world.cloud((cloud) => Object.keys(cloud.droplets ?? {}).sort())).toEqual(["1", "2", "3", "4"]);
  await expect(world.cloud(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
});

test("a machine comes back from a reboot it asked for, a power cut and a power-off", async () => {
  const { id, address } = machine("debian-13");
  const fresh = (): Promise<string> => succeeds(() => ssh(address, "test ! -e /run/marker && systemctl is-active ssh"));
  await onMachine("debian-13", "touch /run/marker /root/kept; systemctl --no-block reboot");
  await fresh();
  await onMachine("debian-13", "touch /run/marker");
  await world.rebootMachine(id);
  await fresh();
  await world.powerOff(id);
  // They were made at the same time, in no order.
  const on = (await world.listMachines()).map(({ name, running }) => [name, running]);
  expect(Object.fromEntries(on)).toEqual({ "debian-12": true, "debian-13": false });
  await world.powerOn(id);
  await fresh();
  expect(await onMachine("debian-13", "ls /root")).toBe("kept");
});

test("a volume outlives machines, grows while it is used, and isn't pulled out from under them", async () => {
  const disk = "/dev/disk/by-label/data";
  await world.volumes.make({ id: "v", name: "data", gigabytes: 1, filesystem: "ext4", label: "data" });
  await world.volumes.plugIn("v", machine("debian-13").id);
  await onMachine("debian-13", `mount ${disk} /mnt && echo kept >/mnt/file`);
  await expect(world.volumes.pullOut("v")).rejects.toThrow("volume data is in use on machine");
  await expect(world.volumes.plugIn("v", machine("debian-12").id)).rejects.toThrow("is plugged into machine");
  await world.volumes.grow("v", 2);
  expect(await onMachine("debian-13", `blockdev --getsize64 ${disk}`)).toBe(String(2 * 2 ** 30));
  await onMachine("debian-13", "umount /mnt");
  await world.volumes.pullOut("v");
  expect(await onMachine("debian-13", `ls ${disk} 2>/dev/null || true`)).toBe("");

  await world.volumes.plugIn("v", machine("debian-12").id);
  await world.rebootMachine(machine("debian-12").id);
  const read = `mount /dev/disk/by-id/scsi-0DO_Volume_data /mnt && cat /mnt/file && umount /mnt`;
  expect(await onMachine("debian-12", read)).toBe("kept");
  await world.volumes.pullOut("v");
  expect(await onMachine("debian-12", "ls /dev/disk/*")).not.toContain("data");
});

test("a program killed while it makes a machine stops nobody", async () => {
  const program = `import { World } from "${join(__dirname, "../../rehearsal/world")}";
    void World.open("${world.directory}").startMachine({ name: "victim", image: "debian-12", sshKeys: [] });`;
  writeFileSync(join(scratch, "victim.ts"), program);
  const tsx = join(__dirname, "../../node_modules/.bin/tsx");
  const child = spawn(process.execPath, [tsx, join(scratch, "victim.ts")], { stdio: "ignore", detached: true });
  const machineDirectory = join(world.directory, "machines");
  const unfinished = () => readdirSync(machineDirectory).find((name) => /^\.\d+$/.test(name));
  while (unfinished() === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
  const lock = join(machineDirectory, `${unfinished()}.lock`);
  if (child.pid === undefined) throw new Error("the program did not start");
  process.kill(-child.pid, "SIGKILL");
  // It has to be dead, which takes its time.
  await withLock(lock, () => undefined);
  await world.up();
  expect(readdirSync(machineDirectory).sort()).toEqual(["debian-12", "debian-13", "internet"]);
  const next = await world.startMachine({ name: "debian-12", image: "debian-12", sshKeys: [], firewall: [] });
  expect(next.root).toBe(join(machineDirectory, `debian-12-${next.id}`, "root"));
  await world.destroyMachine(next.id);
  await world.destroyMachine(next.id);
  expect(await world.listMachines()).toHaveLength(2);
});

test("nothing is left when the world is taken down, and taking it down again is no error", async () => {
  const root = machine("debian-12").root;
  void world.client(["sleep", "1000"]).catch(() => undefined);
  await world.down();
  await world.down();
  expect(world.isUp()).toBe(false);
  expect([world.directory, places.netns].filter((path) => existsSync(path))).toEqual([]);
  expect(groupIsEmpty(places)).toBe(true);
  expect(spawnSync("pgrep", ["-f", root], { encoding: "utf8" }).stdout).toBe("");
  // The computer's udev may still look at a disk that was given back.
  await eventually("no trace", async () => isDeepStrictEqual(traces(), before)).catch(() => undefined);
  expect(traces()).toEqual(before);
});
