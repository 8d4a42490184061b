import { structuredPatch } from "diff";
import { stepFiles } from "./step-files";
import { parseStep } from "./step-text";

/** A file or script that a command's text brings. */
export interface Piece {
  content: string | Buffer;
  /** Permissions and owner, if the text says them. */
  rights?: string;
}

/** What becomes of a file or script. */
export interface PieceChange {
  label: string;
  kind: "changed" | "new" | "gone";
  /** Hunks of a unified diff; absent where there is nothing to read. */
  hunks?: string;
  added: number;
  removed: number;
  /** What else is to be said, for example of permissions. */
  notes: string[];
}

/** How different two texts may be before it takes too long to say how. */
const mostEdits = 800;
/** What the part of a command is called that isn't a file. */
export const scriptLabel = "script";

/** The files and the script that a command's text brings, by what they are called. */
export function piecesOf(text: string, mask: (text: string) => string): Map<string, Piece> {
  const step = parseStep(text);
  const { files, commands } = step ?? stepFiles(text);
  const pieces = new Map<string, Piece>();
  if (step?.library !== undefined) pieces.set("functions that steps share", { content: step.library });
  for (const { path, mode, owner, content } of files) {
    let label = path;
    for (let again = 2; pieces.has(label); again++) label = `${path} (${again})`;
    // What was encoded has not been seen by the mask yet.
    const seen = typeof content === "string" && text.includes("base64") ? mask(content) : content;
    pieces.set(label, { content: seen, ...(mode && { rights: `${mode} ${owner}` }) });
  }
  if (commands.trim() !== "") pieces.set(scriptLabel, { content: `${commands.trimEnd()}\n` });
  return pieces;
}

/** Compares what two texts of a command bring. */
export function pieceChanges(before: string, after: string, mask: (text: string) => string): PieceChange[] {
  const [old, now] = [piecesOf(before, mask), piecesOf(after, mask)];
  const labels = [...new Set([...old.keys(), ...now.keys()])].filter((label) => label !== scriptLabel).sort();
  return [...labels, scriptLabel].flatMap((label) => pieceChange(label, old.get(label), now.get(label)) ?? []);
}

function pieceChange(label: string, old: Piece | undefined, now: Piece | undefined): PieceChange | undefined {
  if (!old && !now) return undefined;
  const kind = old ? (now ? "changed" : "gone") : "new";
  const rights =
    old && now && old.rights !== now.rights ? [`${old.rights ?? "as it was"} → ${now.rights ?? "as it was"}`] : [];
  const [before, after] = [old?.content ?? "", now?.content ?? ""];
  if (isBinary(before) || isBinary(after)) {
    if (Buffer.from(before).equals(Buffer.from(after)))
      return rights.length > 0 ? { ...none(label), notes: rights } : undefined;
    const sizes = `not text: ${Buffer.byteLength(before)} → ${Buffer.byteLength(after)} bytes`;
    return { ...none(label), kind, notes: [...rights, sizes] };
  }
  if (before === after) return rights.length > 0 ? { ...none(label), notes: rights } : undefined;
  const patch = structuredPatch("", "", before, after, "", "", { context: 3, maxEditLength: mostEdits });
  if (!patch) {
    const [removed, added] = [before, after].map((text) => text.split("\n").length) as [number, number];
    return { label, kind, added, removed, notes: [...rights, "nearly everything differs"] };
  }
  const lines = patch.hunks.flatMap(({ lines: inside }) => inside);
  const hunks = patch.hunks.map(({ oldStart, oldLines, newStart, newLines, lines: inside }) =>
    [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...inside.filter((line) => !line.startsWith("\\ No newline")),
    ].join("\n"),
  );
  return {
    ...{ label, kind, hunks: hunks.join("\n"), notes: rights },
    added: lines.filter((line) => line.startsWith("+")).length,
    removed: lines.filter((line) => line.startsWith("-")).length,
  };
}

function none(label: string): PieceChange {
  return { label, kind: "changed", added: 0, removed: 0, notes: [] };
}

function isBinary(content: string | Buffer): content is Buffer {
  return typeof content !== "string" || content.includes("\0");
}
