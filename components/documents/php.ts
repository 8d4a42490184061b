/** A value as PHP may hold it. */
export type PhpValue = string | number | boolean | PhpValue[] | { [key: string]: PhpValue };

/** A value as PHP writes it. */
export function php(value: PhpValue, indent = ""): string {
  if (typeof value === "string") return `'${value.replaceAll(/[\\']/g, "\\$&")}'`;
  if (typeof value !== "object") return String(value);
  const deeper = `${indent}  `;
  const entries = Array.isArray(value)
    ? value.map((item) => php(item, deeper))
    : Object.entries(value).map(([key, item]) => `${php(key)} => ${php(item, deeper)}`);
  if (entries.length === 0) return "[]";
  return `[\n${entries.map((entry) => `${deeper}${entry},\n`).join("")}${indent}]`;
}
