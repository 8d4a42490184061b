import { readFileSync } from "node:fs";
import { exportState } from "../../../rehearsal/engine/index";
import { mailProvider } from "../../../rehearsal/world";
import type { Observation } from "../observer";
import type { Organisation } from "../organisation";

/** Every secret there is, as lines to look for: keys by a line from their middle. */
export async function secretLines(organisation: Organisation): Promise<string[]> {
  const state = JSON.stringify(await exportState(organisation.stateFile, { showSecrets: true }));
  const keys = [...state.matchAll(/-----BEGIN [A-Z ]*PRIVATE KEY-----((?:\\+n|[A-Za-z0-9+/=])+)/g)].map(([, body]) =>
    middle(body!.split(/\\+n/)),
  );
  const onMachine = await organisation.sh(
    'for key in /etc/ssh/ssh_host_*_key /etc/letsencrypt/archive/*/privkey1.pem; do sed -n 3p $key; done; cut -d/ -f3 /etc/open-infrastructure/sites/website.hook; sed -n \'s/.*"d": *"\\([^"]*\\)".*/\\1/p\' /etc/letsencrypt/accounts/*/directory/*/private_key.json',
  );
  return [...keys, ...onMachine.split("\n"), mailProvider.password].filter((line) => line.length > 15);
}

function middle(lines: string[]): string {
  const long = lines.filter((line) => line.length > 40);
  return long[Math.floor(long.length / 2)] ?? "";
}

/** Secrets stay where they belong, those there were `at first` and those there are at the end. */
export function secretsTests(organisation: Organisation, seen: () => Observation, atFirst: () => string[]): void {
  let secrets: Record<string, string>;
  const found = (text: string) => Object.keys(secrets).filter((name) => text.includes(secrets[name]!));

  beforeAll(async () => {
    const all = new Set([...atFirst(), ...(await secretLines(organisation))]);
    secrets = Object.fromEntries([...all].map((line, index) => [`secret ${index + 1}`, line]));
  });

  test("there are keys, a password, an account and a hook to look for", () => {
    expect(Object.keys(secrets).length).toBeGreaterThanOrEqual(7);
  });

  test("none is plain in the state", () => expect(found(readFileSync(organisation.stateFile, "utf8"))).toEqual([]));

  test("none was printed by any run, those that failed included", () => expect(found(organisation.output)).toEqual([]));

  test("none shows in a command line to users of the machine", () => {
    expect(seen().commandLines).toContain("systemd-run");
    expect(found(seen().commandLines)).toEqual([]);
  });

  test("none is in the journal or in the logs of the steps", async () => {
    expect(
      found(await organisation.sh("journalctl --no-pager --output=cat; cat /var/log/open-infrastructure/*.log")),
    ).toEqual([]);
  });

  test("none is in a file that everybody may read", async () => {
    const places = "/etc /srv /usr/local /var /opt /home /run /tmp /root";
    const search = `setpriv --reuid=65534 --regid=65534 --clear-groups grep -rlsF --devices=skip -f - ${places} || true`;
    expect(await organisation.sh(search, Object.values(secrets).join("\n"))).toBe("");
  });
}
