import { stepSecrets, type SecretUse } from "./secrets";
import { fillScript, placeholder, withPlaceholders } from "./fill";
import type { Marker } from "./markers";
import type { EjectedStep, Machine, Organisation } from "./organisation";
import { prelude } from "./prelude";
import { runbook } from "./runbook";
import { scriptOf } from "./script";
import { secretsExample, variablesFile } from "./settings-files";
import { zoneFile } from "./zone-file";

/** Files by path, relative to the directory that is written. */
export type Tree = Record<string, string>;

/** Who reads a secret, by its name. */
export type SecretReaders = Map<string, SecretUse & { scripts: string[] }>;

/** Everything that is written for an organisation. */
export function treeOf(organisation: Organisation): Tree {
  const { markers } = organisation.observation;
  const { variable } = organisation.names;
  const tree: Tree = {};
  const readers = new Map<string, SecretReaders>();
  for (const machine of organisation.machines) {
    const secrets: SecretReaders = new Map();
    readers.set(machine.name, secrets);
    tree[`${machine.name}/begin.sh`] = prelude;
    tree[`${machine.name}/library.sh`] = libraryOf(machine);
    for (const step of machine.steps) Object.assign(tree, scriptFiles(organisation, machine, step, secrets));
    if (secrets.size > 0) tree[`${machine.name}/secrets.env.example`] = secretsExample(organisation, secrets);
  }
  for (const zone of new Set(organisation.records.map(({ zone }) => zone)))
    tree[`dns/${zone}.zone`] = zoneFile(organisation, zone);
  const places = (text: string): string => withPlaceholders(text, markers, variable);
  const filled = Object.fromEntries(Object.entries(tree).map(([path, text]) => [path, places(text)]));
  const used = (marker: Marker): boolean =>
    Object.values(filled).some((text) => text.includes(placeholder(variable(marker)))) ||
    isAddress(organisation, marker);
  filled["variables.env"] = variablesFile(organisation, markers.filter(used));
  filled["fill.sh"] = fillScript;
  filled["README.md"] = runbook(organisation, readers, markers.filter(used));
  refuseSecrets(organisation, filled);
  return Object.fromEntries(Object.entries(filled).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function scriptFiles(organisation: Organisation, machine: Machine, step: EjectedStep, readers: SecretReaders): Tree {
  const { observation, names } = organisation;
  const { markers, settings } = observation;
  const { resource, script, text, undo } = step;
  const { lines, uses } = secretsOf();
  for (const use of uses) {
    const known = readers.get(use.name) ?? { ...use, scripts: [] };
    readers.set(use.name, { ...known, scripts: [...known.scripts, script] });
  }
  const hasPlaces = (content: string): boolean => markers.some((marker) => content.includes(marker.text));
  const head = `Step ${machine.steps.indexOf(step) + 1} of ${machine.steps.length} on ${machine.name}, of ${ownerOf()}.`;
  const made = scriptOf(script, text, {
    about: [head, ...reads(uses), "It may be run again: what is as it should be stays."],
    secrets: lines,
    hasPlaces,
  });
  const tree: Tree = { [made.name]: made.text, ...made.files };
  if (undo) {
    const name = `undo-${script}`;
    const back = scriptOf(name, undo, { about: [`Takes ${script} back.`], secrets: [], hasPlaces });
    Object.assign(tree, { [name]: back.text, ...back.files });
  }
  return Object.fromEntries(Object.entries(tree).map(([path, content]) => [`${machine.name}/${path}`, content]));

  function secretsOf(): ReturnType<typeof stepSecrets> {
    if (!text.readsSecrets) return { lines: [], uses: [] };
    if (resource.stdin === undefined)
      throw new Error(`${resource.name}: which secrets it reads isn't known before something exists`);
    const isPublic = (value: string): boolean =>
      value === "" || settings.split("\n").includes(value) || settings.includes(JSON.stringify(value));
    return stepSecrets(resource.name, resource.stdin, { markers, variable: names.variable, isPublic });
  }

  function ownerOf(): string {
    const [owner] = names.above(resource);
    return owner ? `${owner.type.split(":").at(-1)} "${owner.name}"` : "the program itself";
  }
}

function reads(uses: SecretUse[]): string[] {
  if (uses.length === 0) return [];
  return [
    `Reads ${uses.map(({ name }) => name).join(", ")} from secrets.env, or from standard input: sh SCRIPT - <FILE`,
  ];
}

function libraryOf({ name, steps }: Machine): string {
  const library = steps.find(({ text }) => text.library !== undefined)?.text.library;
  if (library === undefined) throw new Error(`no step of machine ${name} brings the functions that the others use`);
  return library;
}

/** Commands of the runbook need the addresses of machines. */
function isAddress({ machines }: Organisation, { text }: Marker): boolean {
  return machines.some(({ address }) => address === text);
}

/** Nothing is written that has a secret in it, or something unknown. */
function refuseSecrets({ observation, names }: Organisation, tree: Tree): void {
  for (const [path, text] of Object.entries(tree)) {
    const marker = observation.markers.find((one) => text.includes(one.text));
    if (marker) throw new Error(`${path} would hold the value of ${names.variable(marker)}`);
    if (text.includes("04da6b54-80e4-46f7-96ec-b56ff0331ba9"))
      throw new Error(`${path} would hold something that isn't known before it exists`);
  }
}
