import { basename } from "node:path";

/** A field, as Pulumi's schema describes it. */
interface Field {
  type?: string;
  $ref?: string;
  items?: Field;
  additionalProperties?: Field;
  description?: string;
  optional?: boolean;
  plain?: boolean;
  secret?: boolean;
}

interface ObjectType {
  properties?: Record<string, Field>;
  required?: string[];
  description?: string;
  enum?: { name?: string; value: string; description?: string }[];
}

interface Resource extends ObjectType {
  inputProperties?: Record<string, Field>;
  requiredInputs?: string[];
}

/** The part of `components/schema.json` that is shown. */
export interface Schema {
  resources: Record<string, Resource>;
  types: Record<string, ObjectType>;
}

/** The component that a page is about, by the page's name: `ci-runner.md` is about CiRunner. */
export function componentOf(schema: Schema, path: string): string | undefined {
  const match = /^docs\/components\/([^/]+)\.md$/.exec(path);
  const wanted = match?.[1]!.replaceAll("-", "");
  return Object.keys(schema.resources)
    .map(lastName)
    .find((name) => name.toLowerCase() === wanted);
}

/** What a component takes and hands out, down to the last nested field, as it stands below the hand-written page. */
export function reference(schema: Schema, component: string): string {
  const entry = Object.entries(schema.resources).find(([token]) => lastName(token) === component);
  if (!entry) throw new Error(`there is no component ${component}`);
  const { inputProperties = {}, requiredInputs = [], properties = {} } = entry[1];
  const types = reachable(schema, [...Object.values(inputProperties), ...Object.values(properties)]);
  return `
## Every input

${fields(inputProperties, requiredInputs, "input")}

## Every output

${fields(properties, undefined, "output")}
${types.length === 0 ? "" : "\n## Types\n"}
${types.map((token) => described(schema, token)).join("\n")}`;
}

function described(schema: Schema, token: string): string {
  const { description = "", properties = {}, required = [], enum: values } = schema.types[token]!;
  const name = lastName(token);
  const about = description === "" ? "" : `<p>${inline(description)}</p>\n\n`;
  if (!values) return `### ${name}\n\n${about}${fields(properties, required, name.toLowerCase())}\n`;
  const items = values.map(({ name: member = "", value, description: meaning }) => {
    const written = `<dt><code>${html(`"${value}"`)}</code> <span class="type">${html(`${name}.${member}`)}</span></dt>`;
    return `${written}<dd>${meaning ? inline(meaning) : ""}</dd>`;
  });
  return `### ${name}\n\n${about}<dl class="fields">\n${items.join("\n")}\n</dl>\n`;
}

function fields(all: Record<string, Field>, required: string[] | undefined, prefix: string): string {
  const names = Object.keys(all);
  // What has to be given comes first, otherwise the order is that of the sources.
  const sorted = [
    ...names.filter((name) => required?.includes(name)),
    ...names.filter((name) => !required?.includes(name)),
  ];
  const items = sorted.map((name) => {
    const field = all[name]!;
    const { text, fallback } = withoutDefault(field.description ?? "");
    const notes = [
      required?.includes(name) ? `<span class="needed">needed</span>` : "",
      field.secret ? `<span class="secret">secret</span>` : "",
    ].filter(Boolean);
    const standard = fallback === undefined ? "" : `<span class="default">Default: ${inline(fallback)}.</span>`;
    const head = [`<code>${html(name)}</code>`, `<span class="type">${typeName(field)}</span>`, ...notes].join(" ");
    return `<dt id="${prefix}-${name.toLowerCase()}">${head}</dt><dd>${inline(text)} ${standard}</dd>`;
  });
  return `<dl class="fields">\n${items.join("\n")}\n</dl>`;
}

/** Splits "Branch to publish. Defaults to `main`." */
function withoutDefault(description: string): { text: string; fallback: string | undefined } {
  const match = /(?:^| )Defaults to ((?:`[^`]*`|[^.`]|\.(?=\S))+)\.(?= |$)/.exec(description);
  if (!match) return { text: description, fallback: undefined };
  const text = description.slice(0, match.index) + description.slice(match.index + match[0].length);
  return { text: text.trim(), fallback: match[1]!.trim() };
}

function typeName({ type, $ref, items, additionalProperties }: Field): string {
  if (items) return `${typeName(items)}[]`;
  if (additionalProperties) return `Record&lt;string, ${typeName(additionalProperties)}&gt;`;
  const name = $ref && ownType($ref) ? lastName($ref) : undefined;
  return name ? `<a href="#${name.toLowerCase()}">${name}</a>` : html(type ?? "any");
}

/** The types that fields need, and those that these need, each once, in the order in which a reader meets them. */
function reachable(schema: Schema, start: Field[]): string[] {
  const found = new Set<string>();
  const visit = (field: Field): void => {
    for (const inner of [field.items, field.additionalProperties]) if (inner) visit(inner);
    const token = field.$ref && ownType(field.$ref);
    if (!token || found.has(token)) return;
    found.add(token);
    Object.values(schema.types[token]?.properties ?? {}).forEach(visit);
  };
  start.forEach(visit);
  return [...found].filter((token) => schema.types[token]);
}

function ownType(reference: string): string | undefined {
  return /^#\/types\/(.+)$/.exec(reference)?.[1];
}

function lastName(token: string): string {
  return basename(token.replaceAll(":", "/"));
}

/** Prose of the schema: only code is marked there. */
function inline(text: string): string {
  return html(text).replace(/`([^`]*)`/g, "<code>$1</code>");
}

function html(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]!);
}
