import { quote } from "../../components/remote/shell";
import { hereDocuments, type HereDocument } from "../preview-report/here-documents";
import { stepFiles } from "../preview-report/step-files";
import type { StepText } from "../preview-report/step-text";

/** A script that a person runs, and the files it reads. */
export interface Script {
  /** `NN-name.sh` */
  name: string;
  text: string;
  /** Contents by path, relative to the script's folder. */
  files: Record<string, string>;
}

/** What a script is told besides its step. */
export interface Surroundings {
  /** Lines for the head of the script, without their `#`. */
  about: string[];
  /** Lines of shell that set what the step reads from standard input. */
  secrets: string[];
  /** Whether a text has a place for a variable, so that it can't be a file of its own. */
  hasPlaces(text: string): boolean;
}

/** Makes a script of a step: what it puts on the machine lies beside it, to be read and changed. */
export function scriptOf(name: string, step: StepText, { about, secrets, hasPlaces }: Surroundings): Script {
  const folder = name.replace(/\.sh$/, "");
  const lines: (string | undefined)[] = step.script.split("\n");
  const files: Record<string, string> = {};
  for (const document of hereDocuments(step.script)) {
    const content = contentOf(document);
    if (content === undefined || hasPlaces(content.text)) continue;
    const path = placeFor(files, content);
    files[path] = content.text;
    const { opening, line, length } = document;
    lines[line] = opening.replace(/<<\s*(?:'[^']+'|"[^"]+")/, () => `<"$beside${path}"`);
    lines.fill(undefined, line + 1, line + 1 + length);
  }
  const commands = lines.filter((line) => line !== undefined).join("\n");
  const text = `#!/bin/sh
${about.map((line) => `# ${line}`.trimEnd()).join("\n")}
set -eu
# shellcheck source=/dev/null
. "\${EJECTED:-$(dirname -- "$0")}/begin.sh"
${[...secrets, ...(Object.keys(files).length > 0 ? [`beside=$EJECTED/${folder}`] : [])].map((line) => `${line}\n`).join("")}begin ${quote(step.name)}
${commands}
finish
`;
  return {
    name,
    text,
    files: Object.fromEntries(Object.entries(files).map(([path, content]) => [folder + path, content])),
  };
}

/** Where a here-document goes, if it is a file that the machine gets as it is. */
function contentOf({ opening, literal, length, body }: HereDocument): { path: string; text: string } | undefined {
  if (!literal || /<<-/.test(opening)) return undefined;
  const [file] = stepFiles(`${opening}\n${body}\n${/<<\s*['"]([^'"]+)/.exec(opening)?.[1] ?? ""}`).files;
  if (!file?.exact || !/^\/[\w./@-]+$/.test(file.path)) return undefined;
  return { path: file.path, text: length === 1 ? "" : `${body}\n` };
}

/** Another text for a path gets a number. */
function placeFor(files: Record<string, string>, { path, text }: { path: string; text: string }): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? path : `${path}.${number}`;
    if (files[name] === undefined || files[name] === text) return name;
  }
}
