import { code, count, details, unknown } from "./markdown";
import { grouped, sorted } from "./order";
import { noun, type Change, type Plan } from "./plan";
import { importance, type Section } from "./section";

const mostNames = 12;

/** What will be known only during the update. */
export function unknowns({ changes }: Plan): Section | undefined {
  const found = changes
    .filter(({ component, op }) => !component && !/^delete$|protect$/.test(op))
    .flatMap((change) => paths(change.new ?? {}).map((path) => ({ change, path })));
  if (found.length === 0) return undefined;
  const groups = grouped(
    sorted(found, ({ change, path }) => `${change.type} ${path} ${change.name}`),
    ({ change, path }) => `${noun(change.type)}: ${code(path)}`,
  );
  const lines = [...groups].map(([what, group]) => `- ${what} of ${names(group.map(({ change }) => change))}`);
  const summary = `${count(found.length, "value")} of ${count(new Set(found.map(({ change }) => change.urn)).size, "resource")}`;
  const known = `${summary} ${found.length === 1 ? "is" : "are"} known only during the update`;
  const text = details(known, lines.join("\n"));
  return {
    title: "Not known yet",
    blocks: [{ text, brief: `${known}.`, importance: importance.later }],
  };
}

function names(changes: Change[]): string {
  const all = [...new Set(changes.map(({ name }) => code(name)))];
  return all.length > mostNames
    ? `${all.slice(0, mostNames).join(", ")} and ${all.length - mostNames} more`
    : all.join(", ");
}

/** Where in a value the unknown ones are. */
function paths(value: unknown, path = ""): string[] {
  if (typeof value === "string") return value.includes(unknown) ? [path] : [];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => paths(item, `${path}[]`)))];
  return Object.entries(value).flatMap(([key, item]) => paths(item, path === "" ? key : `${path}.${key}`));
}
