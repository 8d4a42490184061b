import { run } from "../../rehearsal/engine";
import { optionsFor } from "./built-in";
import { Cloud } from "./provider/cloud";
import { allScenarios } from "./scenario";

/** The step of a scenario that gets killed, in a process of its own: `killable.ts SCENARIO CALL DIRECTORY`. */
const [name, call, directory = ""] = process.argv.slice(2);
const scenario = allScenarios().find((candidate) => candidate.name === name);
const step = scenario?.steps.find((candidate) => candidate.killAt === call);
if (scenario && step) void run(optionsFor(scenario, { directory, cloud: new Cloud(directory) }, step));
