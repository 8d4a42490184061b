import { stepFiles, type StepFile } from "./step-files";

export type { StepFile } from "./step-files";

/** What one command of a step says. */
export interface StepText {
  /** As the step calls itself on the machine. */
  name: string;
  /** The paragraph of shell that the step is about, as its component wrote it: without what brings it to the machine. */
  script: string;
  /** The script without the contents of its files. */
  commands: string;
  /** What it puts on the machine, in the order of the script. */
  files: StepFile[];
  /** The functions that the steps of a machine share, if this step brings them. */
  library?: string;
  /** Whether it reads secrets from standard input. */
  readsSecrets: boolean;
}

const libraryPath = "/usr/local/lib/open-infrastructure/step.sh";
const envelope = /^(?:\$sudo tee "\$script" >\/dev\/null|script=\$\(cat) <<'(STEP_*)'$/m;
const bringing = /^cat >\S+ <<'LIBRARY'\n([\s\S]*?\n)LIBRARY\n.*\n/m;
const beginning = new RegExp(
  String.raw`^\. ${libraryPath.replaceAll(".", "\\.")}\nbegin (\S+)\n(eval "\$\(cat\)"\n)?`,
  "m",
);

/**
 * Takes the text of a step's command apart; undefined for any other command.
 *
 * Reads what `assemble` in `components/remote/step.ts` writes, and what it wrote in earlier releases.
 */
export function parseStep(text: string): StepText | undefined {
  const start = envelope.exec(text);
  if (!start) return undefined;
  const from = start.index + start[0].length + 1;
  const to = text.indexOf(`\n${start[1]}\n`, from - 1);
  const body = text.slice(from, to);
  const library = bringing.exec(body);
  const begin = beginning.exec(library ? body.slice(library.index + library[0].length) : body);
  if (to < 0 || !begin || !body.endsWith("\nfinish")) return undefined;
  const head = (library ? library.index + library[0].length : 0) + begin.index + begin[0].length;
  const script = body.slice(head, -"\nfinish".length);
  return {
    name: begin[1]!.replaceAll("'", ""),
    script,
    ...stepFiles(script),
    ...(library && { library: library[1]! }),
    readsSecrets: begin[2] !== undefined,
  };
}
