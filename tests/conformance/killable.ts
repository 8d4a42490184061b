import { run } from "../../rehearsal/engine";
import { optionsFor } from "./built-in";
import { Cloud } from "./provider/cloud";
import { allScenarios, type Step } from "./scenario";

/** One step of a scenario in a process of its own, which can be killed: `killable.ts SCENARIO STEP DIRECTORY`, the step as JSON. */
const [name, step = "", directory = ""] = process.argv.slice(2);
const scenario = allScenarios().find((candidate) => candidate.name === name);
if (scenario) void run(optionsFor(scenario, { directory, cloud: new Cloud(directory) }, JSON.parse(step) as Step));
