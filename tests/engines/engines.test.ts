import { Organisation } from "../rehearsal/organisation";
import { comparable, differences, snapshot, type Snapshot } from "../rehearsal/snapshot";

// One world for both, so that both meet the same third parties: certificate authority, git repository, mail server.
const organisation = new Organisation();
const { world } = organisation;

/** Sets the organisation up at an empty cloud, once and once more; returns what became of the machine and what the second time said. */
async function rehearsed(engine: string): Promise<{ machine: Snapshot; again: string; page: string }> {
  for (const { id } of await world.listMachines()) await world.destroyMachine(id);
  await world.cloud((cloud) => Object.assign(cloud, ...Object.keys(cloud).map((kind) => ({ [kind]: undefined }))));
  await organisation.up("--engine", engine);
  const machine = comparable(await snapshot(organisation));
  const again = await organisation.up("--engine", engine);
  const { stdout } = await organisation.visit("curl", "-sS", "https://www.example.org/");
  return { machine, again, page: stdout };
}

afterAll(() => organisation.end());

test("Pulumi's own command line and the built-in engine make the same machine", async () => {
  const builtIn = await rehearsed("built-in");
  const pulumi = await rehearsed("pulumi");
  expect(differences(builtIn.machine, pulumi.machine)).toEqual([]);
  expect(pulumi.page).toBe(builtIn.page);
  expect(builtIn.again).toMatch(/^\d+ same$/m);
  expect(pulumi.again).toMatch(/^ +\d+ unchanged$/m);
});
