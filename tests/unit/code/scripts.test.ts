import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CodeHostingSettings } from "../../../components/code/code-hosting-settings";
import { forgeFunctions } from "../../../components/code/forge-functions";
import { forgejoIni } from "../../../components/code/forgejo-config";
import { gogsIni } from "../../../components/code/gogs-config";
import { peopleScript } from "../../../components/code/people-step";
import { CodeHostingSoftware } from "../../../components/code/releases";
import { serviceScript } from "../../../components/code/service-step";
import { siteScript } from "../../../components/code/site-step";
import { softwareScript } from "../../../components/code/software-step";
import { forgeUnit } from "../../../components/code/unit";
import { postgresql } from "../../../components/database/postgresql";
import { expectGolden, shellcheck } from "../golden";
import { valueOf } from "../harness";

const forge: CodeHostingSettings = {
  name: "code",
  domain: "code.example.org",
  software: "forgejo",
  release: { version: "15.0.9", sha256: "ab".repeat(32), url: "https://codeberg.org/forgejo-15.0.9-linux-amd64.xz" },
  people: [{ name: "ada", mail: "ada@example.org", sshKeys: ["ssh-ed25519 AAAA ada@laptop"] }],
  database: "postgresql",
  mail: { from: "code@example.org", server: "smtp.example.net", port: 2525 },
  requireSignIn: false,
  webhookTargets: ["ci.example.org"],
  dataDirectory: "/srv/data",
  data: "/srv/data/code",
  sshPort: 22,
  headers: {},
};
const gogs: CodeHostingSettings = {
  ...forge,
  software: "gogs",
  release: { version: "0.14.3", sha256: "cd".repeat(32), url: "https://dl.gogs.io/gogs_0.14.3_linux_amd64.tar.gz" },
};

test.each(Object.entries({ software: softwareScript, service: serviceScript, people: peopleScript, site: siteScript }))(
  "the script %s",
  async (name, script) => {
    for (const settings of [forge, gogs]) {
      const text = await valueOf(script(settings));
      shellcheck(text);
      expectGolden(`code-${settings.software}-${name}.sh`, text);
    }
  },
);

test.each(Object.values(CodeHostingSoftware))("the functions and the unit for %s", (software) => {
  for (const database of ["postgresql", "sqlite"] as const) {
    shellcheck(`#!/bin/sh\n${forgeFunctions({ ...forge, software, database })}`);
    const unit = forgeUnit({ ...forge, software, database });
    expect(unit).toContain("\nOnFailure=open-infrastructure-notify@%N.service\n");
    expect(unit).toContain("\nReadWritePaths=/srv/data/code\n");
    expect(unit).toContain("\nRequiresMountsFor=/srv/data\n");
  }
});

test("Gogs replaces the password that the list of processes shows before it listens for anybody", async () => {
  const script = await valueOf(serviceScript(gogs));
  const [before, after] = script.split(/^ +systemctl restart open-infrastructure-code/m);
  expect(before).toMatch(/^ +accounts "\$private\/app.ini"$/m);
  expect(before).toContain("PROTOCOL = unix");
  expect(after).toMatch(/^accounts$/m);
  expect(script.match(/admin create-user/g)).toHaveLength(1);
});

test("the database has neither a password nor a network", () => {
  const script = postgresql({
    database: "code",
    user: "git",
    dataDirectory: "/srv/data",
    settings: "/etc/open-infrastructure/code",
  });
  expect(script).toContain("listen_addresses = ''");
  expect(script).toMatch(/\nlocal all all peer\nEND/);
});

test("repositories show the address for git over SSH that the forge hands out", () => {
  for (const software of ["forgejo", "gitea"] as const)
    expect(forgejoIni({ ...forge, software })).toMatch(/^USE_COMPAT_SSH_URI = false$/m);
});

test("settings hold no secret, and say where it is spliced in", () => {
  expect(forgejoIni(forge)).toMatch(/^SECRET_KEY = @secret-key@$/m);
  expect(forgejoIni(forge)).toMatch(/^PASSWD = `@mail-password@`$/m);
  expect(gogsIni(gogs)).toMatch(/^PASSWORD = `@mail-password@`$/m);
});

test.each([
  ["0.14.3", true],
  ["0.15.0", false],
])("Gogs %s is told that it is installed: %s", (version, told) => {
  expect(gogsIni({ ...gogs, release: { ...gogs.release, version } }).includes("INSTALL_LOCK")).toBe(told);
});

/** Runs functions of the machine on this computer. */
function run(settings: CodeHostingSettings, script: string): string {
  const directory = mkdtempSync(join(tmpdir(), "forge-"));
  try {
    const text = forgeFunctions(settings).replaceAll(
      /\/etc\/open-infrastructure\/code|\/usr\/local\/lib\/open-infrastructure/g,
      directory,
    );
    writeFileSync(join(directory, "code.sh"), text);
    const prelude = `set -eu; fail() { echo "$1"; exit 1; }; cd ${directory}; . ./code.sh; etc=${directory}`;
    return spawnSync("sh", ["-c", `exec 2>&1; ${prelude}; ${script}`], { encoding: "utf8" }).stdout.trim();
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test.each([
  [forge, "forgejo 15.0.8 postgresql x", ""],
  [forge, "forgejo 11.0.0 postgresql x", ""],
  [forge, "forgejo 16.0.1 postgresql x", "release.version: forgejo can't go back from 16.0.1 to 15.0.9"],
  [forge, "gitea 1.26.0 postgresql x", "software: the data on this machine is of gitea 1.26.0"],
  [forge, "forgejo 15.0.9 sqlite x", "database: the data on this machine is in sqlite"],
  [gogs, "gogs 0.14.1 postgresql x", ""],
  [gogs, "gogs 0.13.4 postgresql x", ""],
  [gogs, "gogs 0.12.11 postgresql x", "release.version: gogs is upgraded one minor version at a time"],
  [forge, "forgejo 15.0.8 postgresql y", "release.version: the data on this machine is of forgejo 15.0.8, which isn't"],
  [forge, "forgejo 15.0.9 postgresql forgejo-15.0.9-abababab", ""],
])("over what is installed: %#", (settings, installed, refusal) => {
  const said = run(
    settings,
    `dpkg() { [ $# = 1 ] && echo amd64 || command dpkg "$@"; }; echo '${installed}' >installed; mkdir x; cp /bin/true x/${settings.software}; permitted`,
  );
  expect(said.startsWith(refusal)).toBe(true);
  expect(said === "").toBe(refusal === "");
});

test("a machine of another kind is refused", () => {
  expect(run(forge, "dpkg() { echo arm64; }; permitted")).toContain("this machine is arm64");
});

test("secrets are spliced in unchanged, and a missing one is an error", () => {
  const secret = "a&b\\1$c`d";
  expect(run(forge, `mkdir secrets; printf '%s\\n' '${secret}' >secrets/key; echo 'KEY = @key@' | spliced`)).toBe(
    `KEY = ${secret}`,
  );
  expect(run(forge, "mkdir secrets; echo 'KEY = @key@' | spliced")).toContain("no secret");
});

test("a secret is made once", () => {
  const said = run(forge, "mkdir secrets; made key random; cat secrets/key; made key random; echo; cat secrets/key");
  const [first, second] = said.split("\n");
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(second).toBe(first);
});
