import { exportState } from "../../rehearsal/engine";
import { eventually, killHard, Organisation } from "./organisation";
import { mayGrow, sizeOfData, takeData, useData } from "./themes/data";
import { comparable, differences, snapshot, type Snapshot } from "./snapshot";

/** What is under way when the command line is killed. The condition is asked on the machine; empty is as soon as the step has connected. */
const points: { step: string; doing: string; powerCut?: boolean }[] = [
  { step: "web-identity", doing: "" },
  { step: "web-access", doing: "pgrep -x dpkg" },
  { step: "web-system", doing: "" },
  { step: "web-data", doing: "" },
  { step: "web-server-nginx", doing: "pgrep -x dpkg", powerCut: true },
  { step: "web-server-certificates", doing: "" },
  { step: "website-builder", doing: "pgrep -x certbot", powerCut: true },
  { step: "website-pages", doing: "" },
  { step: "website-site", doing: "" },
];

const organisation = new Organisation({ host: { keepsData: true, dataVolume: { size: 1 } } });
const { world } = organisation;
let repaired: Snapshot;

afterAll(() => organisation.end());

const holds = async (condition: string): Promise<boolean> => {
  const { id } = await organisation.machine();
  return (await world.exec(id, ["sh", "-c", condition], { output: "capture" })).status === 0;
};

/** A record that is there before the state knows it stands in the way of its like: the provider refuses that, and Pulumi can't help it. */
async function recordUnderWay(): Promise<boolean> {
  const { deployment } = await exportState(organisation.stateFile);
  return (deployment.pending_operations ?? []).some(({ resource }) => resource.type.endsWith(":DnsRecord"));
}

async function isMade(step: string): Promise<boolean> {
  const { deployment } = await exportState(organisation.stateFile);
  return deployment.resources?.some(({ urn }) => urn.endsWith(`::${step}`)) ?? false;
}

const page = async () => (await organisation.visit("curl", "-sS", "https://www.example.org/")).stdout;

const booted = () =>
  eventually("the booted machine", () => holds("systemctl is-active ssh && [ ! -e /run/nologin ]").catch(() => false));

test.each(points)("up is killed during $step", async ({ step, doing, powerCut }) => {
  // On a busy machine the run before may have got further than it was meant to.
  if (await isMade(step)) return;
  const before = organisation.connections().length;
  const running = organisation.start("up", "--skip-preview");
  let early: string | undefined;
  void running.ended.then(({ output }) => (early = output));
  await eventually(step, async () => {
    const since = organisation.connections().slice(before);
    if (since.some((line) => line.endsWith(`::${step}`))) return true;
    if (early !== undefined) throw new Error(`up ended before ${step}:\n${early}`);
    return false;
  });
  // What is quickly done may be over before it is seen.
  if (doing) await eventually(`${doing} during ${step}`, async () => (await holds(doing)) || isMade(step));
  await killHard(running, recordUnderWay);
  if (!powerCut) return;
  await world.rebootMachine((await organisation.machine()).id);
  await booted();
});

test("up once more repairs all of it", async () => {
  await organisation.up();
  expect(await page()).toContain("Good books");
  expect(await world.listMachines()).toHaveLength(1);
  repaired = await snapshot(organisation);
});

test("another generation is a new machine, and the old one is gone", async () => {
  const old = await organisation.machine();
  await useData(organisation);
  organisation.configure({ host: { generation: 2, dataVolume: { size: 2 } } });
  await organisation.up();
  expect(await takeData(organisation)).toBe("kept\nstopped in peace");
  expect(await sizeOfData(organisation)).toEqual({ volume: 2, filesystem: mayGrow() ? 2 : 1 });
  const [machine, ...others] = await world.listMachines();
  expect(others).toEqual([]);
  expect(machine).toMatchObject({ name: "web-2", running: true });
  expect(machine!.address).not.toBe(old.address);
  const { stdout } = await organisation.visit("getent", "ahostsv4", "www.example.org");
  expect(stdout).toContain(machine!.address);
  expect(await page()).toContain("Good books");
});

test("the machine whose set-up was cut off is as one that was set up in peace", async () => {
  expect(differences(comparable(repaired), comparable(await snapshot(organisation)))).toEqual([]);
});

test("what would take a protected volume away is stopped before anything is done", async () => {
  const before = organisation.connections().length;
  organisation.configure({ host: { keepsData: undefined, dataVolume: undefined } });
  const { status, output } = await organisation.tryUp();
  expect(status).not.toBe(0);
  expect(output).toMatch(/protected[^]*nothing was changed/);
  expect(organisation.connections()).toHaveLength(before);
  organisation.configure({ host: { keepsData: true, dataVolume: { size: 2 } } });
});

test("a machine that somebody destroyed comes back by up --refresh", async () => {
  const untouched = await snapshot(organisation);
  await useData(organisation);
  const { id } = await organisation.machine();
  await world.destroyMachine(id);
  await world.cloud((cloud) => {
    delete cloud.droplets?.[id];
  });
  await organisation.up("--refresh");
  expect((await organisation.machine()).id).not.toBe(id);
  expect(await takeData(organisation)).toBe("kept");
  expect(await page()).toContain("Good books");
  expect(differences(comparable(untouched), comparable(await snapshot(organisation)))).toEqual([]);
});
