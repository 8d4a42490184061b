import { parseStep, type StepText } from "../preview-report/step-text";
import { cut } from "./markers";
import { machineOf, type Reached } from "./machines";
import { Names } from "./names";
import type { Observation, Resource } from "./observe";
import { Order } from "./order";
import { isRecord, zoneLine, type ZoneLine } from "./zone";

/** A step, and the script that it becomes. */
export interface EjectedStep {
  resource: Resource;
  /** `NN-name.sh` */
  script: string;
  text: StepText;
  /** How what it holds on to is let go of. */
  undo?: StepText;
}

/** A machine and what is run on it, in order. */
export interface Machine extends Reached {
  steps: EjectedStep[];
}

/** What is done at a time: scripts on one machine, or records that are published. */
export type Phase = { machine: Machine; steps: EjectedStep[] } | { records: ZoneLine[] };

/** An organisation, sorted into what a person does. */
export interface Organisation {
  observation: Observation;
  names: Names;
  machines: Machine[];
  phases: Phase[];
  records: ZoneLine[];
  /** What is rented. */
  cloud: Resource[];
}

const step = "command:remote:Command";
/** Keys are the operator's own now, and everything else of these is in the steps. */
const superseded = /^(tls|random|pulumi|open-infrastructure):|index\/sshKey:SshKey$|index\/tag:Tag$/;

/** Sorts what a program asks for. */
export function organisationOf(observation: Observation): Organisation {
  const { resources, markers } = observation;
  const names = new Names(observation);
  const order = new Order(resources);
  const machines = new Map<string, Machine>();
  const steps = resources.filter(({ type }) => type === step);
  const nameOf = (one: Resource): string => machineOf(one, observation, names).name;

  const records = resources.filter(isRecord).map((one) => zoneLine(one, zoneOf(one, names)));
  records.sort((a, b) => (a.text < b.text ? -1 : 1));
  const needed = new Set<string>();
  for (const { text } of records)
    for (const part of cut(text, markers)) {
      if (typeof part === "string" || part.kind !== "result") continue;
      needed.add(part.of);
      for (const before of order.stepsBefore(part.of)) needed.add(before);
    }
  const early = order.sorted(
    steps.filter(({ urn }) => needed.has(urn)),
    nameOf,
    [],
  );
  const late = order.sorted(
    steps.filter(({ urn }) => !needed.has(urn)),
    nameOf,
    early,
  );
  const inTime = ({ urn }: ZoneLine): boolean => [...order.stepsBefore(urn)].every((before) => needed.has(before));

  const phasesOf = (list: Resource[]): Phase[] => {
    const phases: { machine: Machine; steps: EjectedStep[] }[] = [];
    for (const one of list) {
      const name = nameOf(one);
      const machine = machines.get(name) ?? { ...machineOf(one, observation, names), steps: [] };
      machines.set(name, machine);
      if (machine.address !== machineOf(one, observation, names).address)
        throw new Error(`two machines are called ${name}: their scripts would go into one folder`);
      const ejected = ejectedStep(one, machine.steps.length + 1);
      machine.steps.push(ejected);
      const last = phases.at(-1);
      if (last?.machine === machine) last.steps.push(ejected);
      else phases.push({ machine, steps: [ejected] });
    }
    return phases;
  };
  const phases = [
    ...phasesOf(early),
    { records: records.filter(inTime) },
    ...phasesOf(late),
    { records: records.filter((line) => !inTime(line)) },
  ].filter((phase) => !("records" in phase) || phase.records.length > 0);
  const cloud = resources.filter((one) => !superseded.test(one.type) && one.type !== step && !isRecord(one));
  cloud.sort((a, b) => (a.type + a.name < b.type + b.name ? -1 : 1));
  return { observation, names, machines: [...machines.values()], phases, records, cloud };
}

function ejectedStep(resource: Resource, number: number): EjectedStep {
  const { create, delete: undo } = resource.inputs as { create?: string; delete?: string };
  const text = parseStep(create ?? "");
  if (!text)
    throw new Error(
      `${resource.name}: its text isn't known before something exists, is secret, or is no step of the components`,
    );
  const script = `${String(number).padStart(2, "0")}-${resource.name}.sh`;
  const undone = parseStep(undo ?? "");
  return { resource, script, text, ...(undone && { undo: undone }) };
}

function zoneOf(record: Resource, names: Names): string | undefined {
  const zone = names.above(record).find(({ inputs }) => typeof inputs.zone === "string")?.inputs.zone;
  return typeof zone === "string" ? zone : undefined;
}
