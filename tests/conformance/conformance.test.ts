import { BuiltIn } from "./built-in";
import { compare } from "./compare";
import { play } from "./play";
import { readRecording } from "./recording";
import { allScenarios } from "./scenario";

describe("the built-in engine does what the real command line did", () => {
  test.concurrent.each(allScenarios().map((scenario) => [`${scenario.name}: ${scenario.about}`, scenario] as const))(
    "%s",
    async (_title, scenario) => {
      const recording = readRecording(scenario);
      expect(recording).toBeDefined();
      const steps = await play(scenario, (...args) => new BuiltIn(...args));
      expect(compare(recording?.steps ?? [], steps)).toEqual([]);
    },
  );
});
