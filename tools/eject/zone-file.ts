import type { Organisation } from "./organisation";

/** The records of a zone, those last that are published last. */
export function zoneFile({ phases }: Organisation, zone: string): string {
  const groups = phases.flatMap((phase) => ("records" in phase ? [phase.records] : []));
  const texts = groups.map((records) => records.filter((line) => line.zone === zone).map(({ text }) => text));
  const [first = [], ...later] = texts.filter((lines) => lines.length > 0);
  return `; The organisation's records in ${zone}. Those that others have put there are not among them.
; Places for variables are filled in by: sh fill.sh dns/${zone}.zone
${[...first, ...later.flatMap((lines) => ["; Once all scripts have run:", ...lines])].join("\n")}
`;
}
