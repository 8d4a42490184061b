import { pretendEngine, settled, valueOf, commands } from "../harness";
import { Host } from "../../../components/host/host";

const ada = {
  name: "ada",
  mail: "ada@example.org",
  sshKeys: [`ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"B".repeat(43)} ada@laptop`],
  roles: ["administrator" as const],
};

test("a host is keys, a firewall before the machine, and four steps", async () => {
  const seen = pretendEngine();
  const host = new Host("web", { region: "fra1", people: [ada] });
  await settled();
  expect(seen.map(({ type, name }) => `${name} ${type}`)).toEqual([
    "web open-infrastructure:index:Host",
    "web-firewall-tag digitalocean:index/tag:Tag",
    "web-login-key tls:index/privateKey:PrivateKey",
    "web-first-host-key-1 tls:index/privateKey:PrivateKey",
    "web-firewall digitalocean:index/firewall:Firewall",
    "web-ssh-key digitalocean:index/sshKey:SshKey",
    "web-droplet-1 digitalocean:index/droplet:Droplet",
    "web-identity command:remote:Command",
    "web-access command:remote:Command",
    "web-access-confirmed command:remote:Command",
    "web-system command:remote:Command",
  ]);
  expect(await valueOf(host.address)).toBe("203.0.113.10");
});

test("services reach the machine by the key that was made on it", async () => {
  pretendEngine();
  const connection = await valueOf(new Host("web", { region: "fra1" }).connection);
  expect(connection).toMatchObject({
    address: "203.0.113.10",
    hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIpermanent",
    instance: "web-droplet-1-id",
  });
});

// The step that uses it speaks to a host key that is gone afterwards, and any difference would run it again.
test("the first connection to a machine never changes", async () => {
  const seen = pretendEngine();
  new Host("web", { region: "fra1" });
  await settled();
  expect(seen.find(({ name }) => name === "web-identity")!.inputs).toEqual({
    addPreviousOutputInEnv: false,
    connection: {
      dialErrorLimit: 30,
      host: "203.0.113.10",
      hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIweb-first-host-key-1",
      perDialTimeout: 15,
      port: 22,
      privateKey: expect.stringContaining("secret-of-web-login-key"),
      user: "root",
    },
    create: expect.any(String),
    logging: "none",
    triggers: ["web-droplet-1-id"],
  });
});

test("user data is secret and holds nothing but the first host key", async () => {
  const seen = pretendEngine();
  new Host("web", { region: "fra1" });
  await settled();
  const droplet = seen.find(({ name }) => name === "web-droplet-1")!;
  expect(droplet.secret).toContain("userData");
  expect(droplet.inputs.userData).toMatch(/^#cloud-config\nssh_deletekeys: true\nssh_keys:\n {2}ecdsa_private: \|\n/);
});

test("a notified host is watched from outside", async () => {
  const seen = pretendEngine();
  const mail = {
    to: "ada@example.org",
    from: "web@example.org",
    server: "smtp.example.net",
    password: "a-mail-password",
  };
  new Host("web", { region: "fra1", notify: { mail } });
  await settled();
  expect(seen.map(({ name }) => name)).toEqual(expect.arrayContaining(["web-uptime", "web-uptime-alert"]));
  expect(commands(seen)["web-system"]).not.toContain("a-mail-password");
  expect(seen.find(({ name }) => name === "web-system")!.inputs.stdin).toContain("password='a-mail-password'");
});

test("a reserved address is assigned before services learn of it", async () => {
  const seen = pretendEngine();
  const host = new Host("web", { region: "fra1", reservedAddress: true });
  expect(await valueOf(host.address)).toBe("203.0.113.99");
  await settled();
  expect(seen.find(({ name }) => name === "web-identity")!.inputs.connection).toMatchObject({ host: "203.0.113.10" });
  expect(seen.find(({ name }) => name === "web-access")!.inputs.connection).toMatchObject({ host: "203.0.113.99" });
});

test("data is not lost by raising the generation", () => {
  pretendEngine();
  expect(() => new Host("web", { region: "fra1", keepsData: true, generation: 2 })).toThrow(
    'generation 2 of host web would lose the data on web-1: give the host a dataVolume and move the data there first, or accept the loss with acceptDataLossOf: "web-1"',
  );
  expect(
    () => new Host("web", { region: "fra1", keepsData: true, generation: 2, acceptDataLossOf: "web-1" }),
  ).not.toThrow();
});
