import { accessScript } from "../../../components/host/access";
import { firewallRules } from "../../../components/host/firewall";
import { identityScript } from "../../../components/host/first-boot";
import { systemScript } from "../../../components/host/system";
import { expectGolden } from "../golden";
import { valueOf } from "../harness";

const ada = { name: "ada", mail: "ada@example.org", sshKeys: ["ssh-ed25519 AAAA ada@laptop"] };
const mail = { to: "ada@example.org", from: "web@example.org", server: "smtp.example.net", port: 2525 };

test("who may log in, and from where", async () => {
  const access = { port: 22, sources: ["198.51.100.0/24", "2001:db8::/48"], administrators: [ada] };
  expectGolden("host-access.sh", await valueOf(accessScript(access)));
});

test("what every machine gets", async () => {
  expectGolden("host-system.sh", await valueOf(systemScript(mail, ["198.51.100.0/24"])));
});

// A changed text would run again on machines that no longer answer to their first host key.
test("the first script on a machine never changes", () => {
  expectGolden("host-identity.sh", identityScript);
});

test.each([
  [[], ["tcp dport 22 accept"]],
  [["198.51.100.7"], ["ip saddr { 198.51.100.7 } tcp dport 22 accept"]],
  [["2001:db8::/48"], ["ip6 saddr { 2001:db8::/48 } tcp dport 22 accept"]],
])("SSH from %j", (sources, rules) => {
  const lines = firewallRules({ ssh: 22, sources })
    .split("\n")
    .map((line) => line.trim());
  expect(lines.filter((line) => line.includes("dport 22"))).toEqual(rules);
});

test("where git over SSH is open to everybody, sshd keeps to the networks itself", async () => {
  const access = { port: 22, sources: ["198.51.100.0/24", "2001:db8::/48"], administrators: [ada] };
  const script = await valueOf(accessScript({ ...access, publicSsh: true }));
  expect(script).toContain("\nAllowUsers git *@198.51.100.0/24 *@2001:db8::/48\n");
  expect(script).toContain("\n    tcp dport 22 accept\n");
  expect(await valueOf(accessScript({ ...access, sources: [], publicSsh: true }))).not.toContain("AllowUsers");
});

test("metadata of clouds is for root, over IPv6 too", () => {
  const rules = firewallRules({ ssh: 22, sources: [] });
  expect(rules.match(/(169\.254\.169\.254|fd00:ec2::254.*) (meta skuid != 0 reject|drop)$/gm)).toHaveLength(4);
});
