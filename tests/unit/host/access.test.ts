import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessScript } from "../../../components/host/access";
import { valueOf } from "../harness";

const ada = { name: "ada", mail: "ada@example.org" };

/** Runs a part of the script with programs that only tell how they were called; `failing` ends the script at a program. */
async function trace(from: string, to: string, { failing = "", home = "/home" } = {}): Promise<string[]> {
  const script = await valueOf(accessScript({ port: 22, sources: [], administrators: [ada] }));
  const part = script.slice(script.indexOf(from), script.indexOf(to)).replaceAll("/home", home);
  const programs = [
    "groupadd",
    "useradd",
    "mkhomedir_helper",
    "usermod",
    "gpasswd",
    "loginctl",
    "pkill",
    "put",
    "drop",
  ];
  const prelude = [
    "administrators=ada",
    ...programs.map((name) => `${name}() { echo "${name} $*"; ${name === failing ? "exit 137" : ":"}; }`),
    "getent() { echo open-infrastructure-people:x:999:ada,joan; }",
    "id() { case $1 in -u) echo 33 ;; *) echo open-infrastructure-people ;; esac; }",
    'fail() { echo "$1"; exit 1; }',
  ].join("\n");
  return spawnSync("sh", ["-euc", `${prelude}\n${part}`], { encoding: "utf8" })
    .stdout.trim()
    .split("\n");
}

test("who leaves is forgotten last, so that a run that is cut off is repaired", async () => {
  const calls = await trace("group=", "install -d -m 0755 /etc/open-infrastructure/nftables.d");
  const joan = calls.filter((call) => call.includes("joan"));
  expect(joan.at(0)).toBe("usermod --lock --expiredate 1 joan");
  expect(joan).toContain("pkill -KILL -u joan");
  expect(joan.at(-2)).toBe("gpasswd --delete joan open-infrastructure-people");
  const cutOff = await trace("group=", "install -d -m 0755 /etc/open-infrastructure/nftables.d", { failing: "drop" });
  expect(cutOff.join()).not.toContain("gpasswd");
});

test("a link in the home of who leaves isn't followed", async () => {
  const home = mkdtempSync(join(tmpdir(), "home-"));
  mkdirSync(join(home, "joan"));
  const dropped = async () =>
    (await trace("group=", "install -d -m 0755 /etc/open-infrastructure/nftables.d", { home })).filter((call) =>
      call.startsWith(`drop ${home}`),
    );
  expect(await dropped()).toEqual([`drop ${home}/joan/.ssh/authorized_keys`]);
  symlinkSync("/root/.ssh", join(home, "joan/.ssh"));
  expect(await dropped()).toEqual([`drop ${home}/joan/.ssh`]);
  rmSync(home, { recursive: true });
});

test("an account without a home gets one", async () => {
  expect(await trace("group=", "for user in $(getent")).toContain("mkhomedir_helper ada 0077");
});

test("an account that a program uses doesn't become a person's", async () => {
  expect(await trace("for person in", "packages")).toEqual([
    "people: ada is an account that a program on this machine uses",
  ]);
});
