import { quote } from "../../components/remote/shell";
import { cut, type Marker } from "./markers";

/** A secret that a script reads. */
export interface SecretUse {
  /** As `secrets.env` calls it. */
  name: string;
  /** Where it comes from, if something stands for it. */
  marker?: Marker;
}

/** What a step reads from standard input, as lines of a script that read `secrets.env`. */
export interface StepSecrets {
  lines: string[];
  uses: SecretUse[];
}

/**
 * Reads the assignments that a step gets on standard input. A value that is public elsewhere (or empty) stays as it is, everything else is
 * a secret, even if the program has it written down: it is left out and has to be given.
 */
export function stepSecrets(
  step: string,
  stdin: string,
  {
    markers,
    variable,
    isPublic,
  }: { markers: Marker[]; variable(marker: Marker): string; isPublic(text: string): boolean },
): StepSecrets {
  const lines: string[] = [];
  const uses: SecretUse[] = [];
  for (const [name, value] of assignments(step, stdin)) {
    const parts = cut(value, markers).map((part) => {
      if (typeof part !== "string") return used(uses, { name: variable(part), marker: part });
      if (isPublic(part)) return quote(part);
      return used(uses, { name: `${step}_${name}`.replaceAll("-", "_").toUpperCase() });
    });
    lines.push(`${name}=${parts.join("") || "''"}`);
  }
  if (uses.length > 0) lines.unshift('secrets "$@"');
  return { lines, uses };
}

function used(uses: SecretUse[], use: SecretUse): string {
  if (!uses.some(({ name }) => name === use.name)) uses.push(use);
  return `"$(secret ${use.name})"`;
}

/** What `assignments` of `components/remote/step.ts` writes, read back. */
function assignments(step: string, stdin: string): [string, string][] {
  const found: [string, string][] = [];
  const one = /([A-Za-z_]\w*)='((?:[^']|'\\'')*)'\n/y;
  while (one.lastIndex < stdin.length) {
    const match = one.exec(stdin);
    if (!match) throw new Error(`step ${step} reads something other than assignments from standard input`);
    found.push([match[1]!, match[2]!.replaceAll(`'\\''`, "'")]);
  }
  return found;
}
