import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readJson } from "../../../rehearsal/machines/places";
import { placesOf } from "../../../rehearsal/machines/places";
import { zoneFile, type Zone } from "../../../rehearsal/internet/dns";
import { mailProvider, type Machine, type ZoneRecord } from "../../../rehearsal/world";
import { eventually, patience, type Organisation } from "../organisation";
import { differences, snapshot } from "../snapshot";

const repository = resolve(__dirname, "../../..");
const site = "https://www.example.org/";

/** Blocks of shell in a runbook, by the headings they stand below. */
function blocks(runbook: string): [heading: string, script: string][] {
  return runbook.split(/^## /m).flatMap((section) => {
    const heading = section.slice(0, section.indexOf("\n"));
    return [...section.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, script]): [string, string] => [heading, script!]);
  });
}

/** Lines of a zone file, as the rehearsal's DNS takes them. */
function recordsIn(text: string): ZoneRecord[] {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith(";"));
  return lines.map((line) => {
    const [, name, ttl, type, value] = /^(\S+) (\d+) IN ([A-Z]+) (.*)$/.exec(line)!;
    const plain = type === "TXT" ? value!.replaceAll('"', "") : value!;
    return { name: name!, type: type as ZoneRecord["type"], ttl: Number(ttl), value: plain };
  });
}

/** The organisation without Pulumi: what its runbook says, done by hand. */
export function ejectedTests(organisation: Organisation): void {
  const { world } = organisation;
  const directory = mkdtempSync(join(tmpdir(), "ejected-"));
  const ejected = join(directory, "organisation");
  const zone = readZone();
  let bare: Machine | undefined;

  function readZone(): () => Zone {
    return () => readJson<Zone>(zoneFile(placesOf(world.directory), "example.org"));
  }

  /** Runs a block of the runbook where its files are, on a computer that is in the rehearsal's network and has the key. */
  async function byHand(script: string): Promise<string> {
    const env = { PATH: `${join(directory, "bin")}:${process.env.PATH}` };
    const { status, stdout, stderr } = await world.client(["sh", "-euc", script], {
      output: "capture",
      cwd: ejected,
      env,
      timeout: patience,
    });
    if (status !== 0) throw new Error(`${script}\nstatus ${status}: ${stdout}${stderr}`);
    return stdout;
  }

  const fillIn = (file: string, name: string, value: string): void => {
    const path = join(ejected, file);
    writeFileSync(path, readFileSync(path, "utf8").replace(new RegExp(`^${name}=.*$`, "m"), `${name}=${value}`));
  };

  /** What a visitor gets, but for what differs at each visit. */
  async function visited(): Promise<string> {
    const { stdout } = await organisation.visit("curl", "-sS", "-i", site, `${site}about/`, `${site}not-there`);
    return stdout.replaceAll(/^(date|last-modified|etag): .*\r\n/gim, "");
  }

  beforeAll(() => {
    const args = ["run", "--silent", "eject", "--", "--project", organisation.project, "--stack", "prod", ejected];
    execFileSync("npm", args, { cwd: repository, stdio: ["ignore", "ignore", "inherit"] });
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(directory, "key")]);
    mkdirSync(join(directory, "bin"));
    const options = `-i ${directory}/key -o StrictHostKeyChecking=accept-new -o UserKnownHostsFile=${directory}/known_hosts -o LogLevel=ERROR`;
    for (const program of ["ssh", "scp"]) {
      writeFileSync(join(directory, "bin", program), `#!/bin/sh\nexec /usr/bin/${program} ${options} "$@"\n`);
      chmodSync(join(directory, "bin", program), 0o755);
    }
    writeFileSync(join(ejected, "web/secrets.env"), readFileSync(join(ejected, "web/secrets.env.example")));
    chmodSync(join(ejected, "web/secrets.env"), 0o600);
    fillIn("web/secrets.env", "NOTIFY_PASSWORD", mailProvider.password);
  });

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test("on the machine that up made, its scripts change nothing", async () => {
    const before = await snapshot(organisation);
    const machine = await organisation.machine();
    cpSync(join(ejected, "web"), join(machine.root, "root/web"), { recursive: true });
    const scripts = readdirSync(join(ejected, "web")).filter((name) => /^\d\d-.*\.sh$/.test(name));
    await organisation.on(machine, scripts.map((script) => `sh /root/web/${script}`).join("\n"));
    expect(differences(before, await snapshot(organisation))).toEqual([]);
    rmSync(join(machine.root, "root/web"), { recursive: true });
  });

  describe("on a bare machine", () => {
    let page: string;
    let records: Zone;

    beforeAll(async () => {
      [page, records] = [await visited(), zone()];
      const { image } = await organisation.machine();
      const sshKeys = [readFileSync(join(directory, "key.pub"), "utf8").trim()];
      if (image === "internet") throw new Error("there is no machine of the organisation");
      bare = await world.startMachine({ name: "bare", image, sshKeys });
      const { address } = bare;
      await eventually("the bare machine", () =>
        byHand(`ssh root@${address} true`)
          .catch(() => undefined)
          .then((said) => said !== undefined),
      );
      fillIn("variables.env", "WEB_IPV4", address);
      fillIn("variables.env", "WEB_IPV6", bare.ipv6Address);
    });

    afterAll(async () => {
      if (bare) await world.destroyMachine(bare.id);
      await world.publishZone("example.org", records.records, records.nameServers);
    });

    test("a variable that isn't filled in is asked for", async () => {
      await expect(byHand("sh fill.sh dns/example.org.zone")).rejects.toThrow(
        /variables\.env: RESULT_OF_WEB_SERVER_CERTIFICATES has no value/,
      );
    });

    test("what the runbook says makes the same site", async () => {
      for (const [heading, script] of blocks(readFileSync(join(ejected, "README.md"), "utf8"))) {
        const said = await byHand(script);
        const account = /^https:\/\/acme\S+$/m.exec(said)?.[0];
        if (account !== undefined) fillIn("variables.env", "RESULT_OF_WEB_SERVER_CERTIFICATES", account);
        if (/Publish/.test(heading)) await world.publishZone("example.org", recordsIn(said), records.nameServers);
      }
      const { stdout } = await organisation.visit(
        "curl",
        "-sS",
        "-o",
        "/dev/null",
        "-w",
        "%{remote_ip} %{ssl_verify_result}",
        "-4",
        site,
      );
      expect(stdout).toBe(`${bare!.address} 0`);
      expect(await visited()).toBe(page);
    });

    test("run again, its scripts change nothing", async () => {
      const before = await snapshot(organisation);
      for (const [heading, script] of blocks(readFileSync(join(ejected, "README.md"), "utf8")))
        if (/On /.test(heading)) await byHand(script);
      expect(differences(before, await snapshot(organisation))).toEqual([]);
    });
  });
}
