import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One thing that is done to the stack. */
export interface Step {
  /** `remove` and `change` touch a thing behind the engine's back. */
  do: "preview" | "up" | "destroy" | "refresh" | "remove" | "change";
  /** Which variant of the program, given to it as configuration. */
  v?: number;
  continueOnError?: boolean;
  refresh?: boolean;
  /** The rules in `policies/` are held up to the stack. */
  policies?: boolean;
  /** The engine is killed as soon as the provider was asked for this. */
  killAt?: string;
  /** What is removed or changed. */
  id?: string;
  /** What it is changed to. */
  value?: number;
}

/** A program and what is done with it. */
export interface Scenario {
  name: string;
  about: string;
  /** Folder of the program. */
  directory: string;
  /** Configuration besides `v`, without the project's namespace. */
  config?: Record<string, string>;
  secretConfig?: string[];
  /** Texts that may show up neither in the state nor in any output. */
  secrets?: string[];
  steps: Step[];
}

/** Pulumi's names for what the scenarios run in. */
export const project = "conformance";
export const stack = "dev";

/** The pack of rules. */
export const policyPack = join(__dirname, "policies");

/** A URN without what all of them begin with: type and name. */
export function shortUrn(urn: string): string {
  return urn.replace(`urn:pulumi:${stack}::${project}::`, "");
}

const folder = join(__dirname, "scenarios");

/** All scenarios in alphabetical order. */
export function allScenarios(): Scenario[] {
  return readdirSync(folder).sort().map(loadScenario);
}

function loadScenario(name: string): Scenario {
  const directory = join(folder, name);
  const content = JSON.parse(readFileSync(join(directory, "scenario.json"), "utf8")) as Omit<
    Scenario,
    "name" | "directory"
  >;
  return { name, directory, ...content };
}
