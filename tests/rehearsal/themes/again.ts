import { join, resolve } from "node:path";
import type { Organisation } from "../organisation";
import { differences, snapshot } from "../snapshot";

const repository = resolve(__dirname, "../../..");

/** A second run changes nothing. */
export function againTests(organisation: Organisation): void {
  test("up once more changes nothing and opens no connection", async () => {
    const before = await snapshot(organisation);
    const connections = organisation.connections().length;
    const output = await organisation.up();
    expect(output).toMatch(/^\d+ same$/m);
    expect(organisation.connections().slice(connections)).toEqual([]);
    expect(differences(before, await snapshot(organisation))).toEqual([]);
  });

  test("every step run once more changes no file and restarts nothing", async () => {
    const before = await snapshot(organisation);
    const connections = organisation.connections().length;
    organisation.program(join(repository, "tests/rehearsal/programs/run-again.ts"));
    await organisation.up();
    organisation.program(repository);
    const steps = organisation
      .connections()
      .slice(connections)
      .map((line) => line.split("::").at(-1));
    expect(steps.sort()).toEqual([
      "web-access",
      "web-access-confirmed",
      "web-server-certificates",
      "web-server-nginx",
      "web-system",
      "website-builder",
      "website-pages",
      "website-site",
    ]);
    expect(differences(before, await snapshot(organisation))).toEqual([]);
  });
}
