import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessGuard } from "../../../components/host/access-guard";

let root: string;
const path = (name: string) => join(root, name);
const keys = "etc/open-infrastructure/authorized_keys/ada";

/** Runs the program on a directory in place of a machine; `failing` programs fail. */
function guard(action: string, failing: string[] = []): number | null {
  for (const program of ["sshd", "systemctl", "nft"]) {
    writeFileSync(path(`bin/${program}`), `#!/bin/sh\nexit ${failing.includes(program) ? 1 : 0}\n`);
    chmodSync(path(`bin/${program}`), 0o755);
  }
  const script = accessGuard
    .replace("root=/\n", `root=${root}/\n`)
    .replace("kept=/var/lib/open-infrastructure/access", `kept=${path("kept")}`)
    .replace("install -d -m 0755 /run/sshd", ":")
    .replace("/usr/local/sbin/open-infrastructure-notify", "false");
  const env = { ...process.env, PATH: `${path("bin")}:${process.env.PATH}` };
  return spawnSync("sh", ["-s", action], { input: script, env }).status;
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "guard-"));
  for (const directory of ["bin", "etc/ssh/sshd_config.d", "etc/open-infrastructure/authorized_keys"])
    mkdirSync(path(directory), { recursive: true });
  writeFileSync(path(keys), "before");
});
afterEach(() => rmSync(root, { recursive: true }));

function change(): void {
  expect(guard("save")).toBe(0);
  writeFileSync(path(keys), "after");
  expect(guard("load")).toBe(0);
}
const now = () => readFileSync(path(keys), "utf8");

test("a change that nobody confirms is taken back, put in force again by the next run, and kept by the one after it", () => {
  change();
  expect(guard("revert")).toBe(0);
  expect(now()).toBe("before");
  expect(guard("confirm")).toBe(1);
  expect(now()).toBe("after");
  expect(guard("confirm")).toBe(0);
  expect(guard("revert")).toBe(0);
  expect(now()).toBe("after");
});

test("nothing is touched when there is nothing to take back", () => {
  expect(guard("revert")).toBe(0);
  change();
  expect(guard("confirm")).toBe(0);
  expect(guard("revert")).toBe(0);
  expect(now()).toBe("after");
});

test("a revert that was cut off forgets neither what was before nor what was wanted", () => {
  change();
  expect(guard("revert", ["systemctl"])).not.toBe(0);
  expect(now()).toBe("before");
  expect(guard("revert")).toBe(0);
  expect(now()).toBe("before");
  expect(guard("confirm")).toBe(1);
  expect(now()).toBe("after");
});

test("what the first change made is gone when that is taken back", () => {
  expect(guard("save")).toBe(0);
  writeFileSync(path("etc/open-infrastructure/firewall.nft"), "");
  expect(guard("load", ["sshd"])).toBe(1);
  expect(guard("revert")).toBe(0);
  expect(existsSync(path("etc/open-infrastructure/firewall.nft"))).toBe(false);
});
