import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepSettings, keptDirectory } from "../../components/remote/kept-settings";

let machine: string;

beforeEach(() => (machine = mkdtempSync(join(tmpdir(), "kept-"))));
afterEach(() => rmSync(machine, { recursive: true }));

/** Keeps settings of a service on a pretended machine, after what a script did to it; returns what was said. */
function keep(before = ":"): string {
  const paragraph = keepSettings("code", "/srv/data").replaceAll(/\/(etc|srv)\//g, `${machine}/$1/`);
  const script = `exec 2>&1; set -eu; cd ${machine}; fail() { echo "$1"; exit 1; }\n${before}\n${paragraph}`;
  return spawnSync("sh", ["-c", script], { encoding: "utf8" }).stdout.replaceAll(machine, "");
}

test("settings are found in /etc and are beside the data, out of everybody's reach", () => {
  expect(keptDirectory("code", "/srv/data")).toBe("/srv/data/settings/code");
  expect(keep("install -d -m 0755 srv")).toBe("");
  expect(keep("echo secret >etc/open-infrastructure/code/key; cat srv/data/settings/code/key")).toBe("secret\n");
  expect(keep("stat -c '%a %n' srv/data srv/data/settings srv/data/settings/code")).toBe(
    "755 srv/data\n711 srv/data/settings\n700 srv/data/settings/code\n",
  );
});

test("what a former machine left is taken over as it is", () => {
  expect(keep("install -d srv; install -D -m 0640 /dev/null srv/data/settings/code/app.ini")).toBe("");
  expect(keep("stat -Lc %a etc/open-infrastructure/code/app.ini")).toBe("640\n");
});

test("where data should be and is not, none is made anew", () => {
  expect(keep("install -d srv")).toBe("");
  expect(keep("mv srv/data srv/gone")).toContain("/srv/data/settings/code is missing, and so is what");
  expect(keep("ls srv")).toMatch(/^gone\n/);
});

test("settings on the machine's own disk are not hidden, and the advice moves them", () => {
  const advice = keep("install -d srv; install -D /dev/null etc/open-infrastructure/code/app.ini");
  expect(advice).toContain("/etc/open-infrastructure/code is on the machine's own disk: run ");
  const command = advice.slice(advice.indexOf("run ") + 4).replaceAll(/\/(etc|srv)\//g, `${machine}/$1/`);
  expect(keep(command)).toBe("");
  expect(keep("ls etc/open-infrastructure/code")).toBe("app.ini\n");
});

test("data in another place is not forgotten", () => {
  expect(
    keep("install -d srv etc/open-infrastructure; ln -s /srv/old/settings/code etc/open-infrastructure/code"),
  ).toContain("dataDirectory: this machine's data is beside /srv/old/settings/code");
});
