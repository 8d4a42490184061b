import { code, unknown } from "./markdown";
import { secret } from "./mask";
import { command, type Change, type Plan } from "./plan";
import { pieceChanges, type PieceChange } from "./text-changes";

/** The inputs of a command that are scripts. */
const texts = ["create", "update", "delete"] as const;

/** What changes in the scripts and files of a command. */
export function commandChanges({ type, old, new: now, op }: Change, mask: Plan["mask"]): PieceChange[] {
  if (type !== command || op === "create" || op === "delete") return [];
  return texts.flatMap((key) => {
    const [before, after] = [textOf(old?.[key]), textOf(now?.[key])];
    const changes = before === after ? [] : pieceChanges(before, after, mask);
    return key === "create" ? changes : changes.map((change) => ({ ...change, label: `${key}: ${change.label}` }));
  });
}

/** Why a command whose scripts and files read the same runs again: a line of Markdown, or none. */
export function silentChanges({ type, op, name, old, new: now, differs }: Change): string[] {
  if (type !== command || op !== "update") return [];
  const read = (key: string) => now?.[key] !== secret && now?.[key] !== unknown;
  const why = [
    ...(differs.includes("stdin") ? ["a secret that it reads changes"] : []),
    ...(differs.includes("connection") ? ["the way to the machine changes"] : []),
    ...(texts.some((key) => now?.[key] === unknown) ? ["its text is known only later"] : []),
    ...(texts.some((key) => differs.includes(key) && now?.[key] === secret) ? ["its text is secret"] : []),
    ...(texts.some((key) => differs.includes(key) && read(key) && old?.[key] === now?.[key])
      ? ["a secret in its text changes"]
      : []),
  ];
  if (why.length === 0 && texts.some((key) => old?.[key] !== now?.[key])) return [];
  const others = differs.filter((key) => ![...texts, "stdin", "connection"].includes(key));
  const because = `because of ${others.map(code).join(", ") || "what can't be shown"}`;
  return [`- ${code(name)} runs again: ${why.join(", ") || because}`];
}

/** A script, whatever the preview has in its place. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}
