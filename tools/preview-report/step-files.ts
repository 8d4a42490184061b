import { hereDocuments, type HereDocument } from "./here-documents";

/** A file that a script puts on the machine. */
export interface StepFile {
  /** As the script says it: a variable of the script stays one. */
  path: string;
  /** Permissions, octal, if the script says them. */
  mode?: string;
  /** `user:group`, if the script says it. */
  owner?: string;
  /** A Buffer if it isn't text. */
  content: string | Buffer;
  /** Whether the machine gets exactly this: no variable in its path, nothing that the shell or a command puts in. */
  exact: boolean;
}

const word = String.raw`((?:'[^']*'|"[^"]*"|\\.|[^\s'"\\|<>;&()])+)`;
const put = new RegExp(String.raw`(?:^|[\s|])put ${word} (0?[0-7]{3,4}) ${word}`);
const tee = new RegExp(String.raw`(?:^|[\s|])tee (?:-- )?${word}`);
const redirection = new RegExp(String.raw`(?<![<>&\d])>>?\s*${word}`);
const decoding = /\bbase64 (?:-d|-D|--decode)\b/;

/** The files that a script writes out of here-documents, and the script without their contents. */
export function stepFiles(script: string): { files: StepFile[]; commands: string } {
  const lines: (string | undefined)[] = script.split("\n");
  const files: StepFile[] = [];
  for (const document of hereDocuments(script)) {
    const file = fileOf(document);
    if (!file) continue;
    files.push(file);
    lines.fill(undefined, document.line + 1, document.line + 1 + document.length);
  }
  return { files, commands: lines.filter((line) => line !== undefined).join("\n") };
}

function fileOf({ opening, literal, body }: HereDocument): StepFile | undefined {
  const putting = put.exec(opening);
  const target = putting ?? tee.exec(opening) ?? redirection.exec(opening);
  const path = target?.[1];
  if (!path || /^["']?\/dev\//.test(path)) return undefined;
  const decoded = decoding.test(opening);
  // A command before the file, or one that reads the text and prints another.
  const passed = opening.slice(0, opening.indexOf("<<")).trim().split(/\s+/)[0] ?? "";
  const direct = decoded || ["put", "cat", "tee", "sudo", "$sudo"].includes(passed);
  return {
    path: unquote(path),
    ...(putting && { mode: putting[2]!, owner: unquote(putting[3]!) }),
    content: decoded ? readable(Buffer.from(body, "base64")) : `${body}\n`,
    exact: literal && direct && !/^[^']*\$/.test(path.replaceAll(/'[^']*'/g, "")),
  };
}

/** Text where it is text. */
function readable(bytes: Buffer): string | Buffer {
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) && !text.includes("\0") ? text : bytes;
}

/** One word of a shell without its quotes; variables stay as they are written. */
function unquote(text: string): string {
  return text.replaceAll(/'([^']*)'|"([^"]*)"|\\(.)/g, (_, single, double, escaped) => single ?? double ?? escaped);
}
