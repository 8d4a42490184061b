import { observe, type Observation } from "../observer";
import { Organisation } from "../organisation";
import { againTests } from "./again";
import { exposureTests } from "./exposure";
import { rebootTests } from "./reboot";
import { scoresTests } from "./scores";
import { secretLines, secretsTests } from "./secrets";
import { siteTests } from "./site";

/** Adds tests of an organisation. */
export type Addition = (organisation: Organisation) => void;

/**
 * What has to hold on every release of Debian. `more` adds what one release is enough for, `last` what may only come when all else is
 * judged.
 */
export function baselineTests(image: string, more?: Addition, last?: Addition): void {
  const organisation = new Organisation({ host: { image } });
  let seen: Observation;
  let secrets: string[];
  beforeAll(async () => {
    seen = await observe(organisation, () => organisation.up());
    secrets = await secretLines(organisation);
  });
  afterAll(() => organisation.end());

  test("the first up takes at most 12 connections", () => {
    expect(organisation.connections().length).toBeLessThanOrEqual(12);
  });

  describe("site", () => siteTests(organisation));
  describe("up again", () => againTests(organisation));
  describe("exposure", () => exposureTests(organisation, () => seen));
  describe("reboot", () => rebootTests(organisation));
  more?.(organisation);
  describe("scores", () => scoresTests(organisation));
  describe("secrets", () =>
    secretsTests(
      organisation,
      () => seen,
      () => secrets,
    ));
  last?.(organisation);
}
