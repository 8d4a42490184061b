import { unknown, type Finding, type Resource } from "./rule";

/** Types that log in to a machine. */
export const remoteTypes = ["command:remote:Command", "command:remote:CopyFile", "command:remote:CopyToRemote"];

type Texts = Record<string, string[]>;

/** Properties that are commands, by type. */
export const commandTexts: Texts = {
  "command:remote:Command": ["create", "update", "delete"],
  "command:local:Command": ["create", "update", "delete"],
};

/** Those that a machine runs in one way or another. */
const allTexts: Texts = { ...commandTexts, "digitalocean:index/droplet:Droplet": ["userData"] };

/** Judges every text of a resource that a machine runs. */
export function judgeTexts(
  { type, properties }: Resource,
  judge: (text: string) => string[],
  texts: Texts = allTexts,
): Finding[] {
  return (texts[type] ?? []).flatMap((key): Finding[] => {
    const text = properties[key];
    if (text === unknown) return [{ unknown: key }];
    return typeof text === "string" ? judge(text).map((wrong) => ({ wrong: `${key}: ${wrong}` })) : [];
  });
}

/** The same text with what goes on after a backslash on one line, as sh reads it. */
export function logicalLines(text: string): string[] {
  return text.replaceAll(/\\\n\s*/g, " ").split("\n");
}
