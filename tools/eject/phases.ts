import { block, on } from "./commands";
import type { EjectedStep, Machine, Organisation, Phase } from "./organisation";

/** What is done at a time. */
export function phaseSection(phase: Phase, organisation: Organisation): string {
  if ("machine" in phase) {
    const lines = phase.steps.map(({ script }) =>
      on(phase.machine, `sh ${phase.machine.name}/${script}`, organisation),
    );
    const notes = phase.steps
      .flatMap((step) => notesOf(phase.machine, step, organisation))
      .map((note) => `\n- ${note}`);
    // None is run behind one that failed.
    return `On ${phase.machine.name}\n\n${block([lines.join(" &&\n")])}${notes.length > 0 ? `\n${notes.join("")}` : ""}`;
  }
  const last = organisation.phases.at(-1) === phase && organisation.phases.filter((one) => "records" in one).length > 1;
  const zones = [...new Set(phase.records.map(({ zone }) => zone))];
  const commands = zones.map((zone) => `sh fill.sh dns/${zone}.zone`);
  const which = last ? `, the part after "Once all scripts have run"` : "";
  return `Publish the records${last ? " that come last" : ""}\n\n${block(commands)}\n
prints ${zones.join(" and ")}${which}: ${phase.records.length} record${phase.records.length === 1 ? "" : "s"} to be put into the zone where it is served; most providers import such lines. Other
records of the zone stay. ${last ? "" : "The scripts that ask for certificates wait until the name servers of the zone answer with these addresses."}`.trim();
}

/** What has to be known of a step. */
function notesOf(
  machine: Machine,
  { script, text, resource, undo }: EjectedStep,
  organisation: Organisation,
): string[] {
  const notes: string[] = [];
  const { names, observation } = organisation;
  const marker = observation.markers.find(({ kind, of }) => kind === "result" && of === resource.urn);
  const wanted = organisation.machines.flatMap(({ name, steps }) =>
    marker && steps.some(({ resource: other }) => other.stdin?.includes(marker.text))
      ? [`\`${name}/secrets.env\``]
      : [],
  );
  const inZone = marker && organisation.records.some(({ text: line }) => line.includes(marker.text));
  const inScript =
    marker &&
    organisation.machines.some(({ steps }) => steps.some(({ text: other }) => other.script.includes(marker.text)));
  const copied = wanted.length > 0 || inScript ? ", and copy that again" : "";
  if (/^\s*result /m.test(text.commands)) {
    const places = [...wanted, ...(inZone || inScript ? ["`variables.env`"] : [])];
    const then =
      places.length > 0 && marker
        ? `put it into ${places.join(" and ")} as \`${names.variable(marker)}\`${copied}`
        : undefined;
    notes.push(
      `\`${script}\` prints ${resource.secretResult ? "a secret" : "something to know"}: ${then ?? (resource.secretResult ? "keep it safe, it is not shown elsewhere" : "keep it")}.`,
    );
  }
  if (/open-infrastructure-access confirm/.test(text.commands) && !/^put /m.test(text.commands))
    notes.push(
      `\`${script}\` has to follow the one before within three minutes, by a new connection: it proves that you can still log in. Otherwise the change of the ways in is taken back.`,
    );
  if (undo)
    notes.push(`Before what \`${script}\` holds is detached or deleted: \`sh ${machine.name}/undo-${script}\`.`);
  return notes;
}
