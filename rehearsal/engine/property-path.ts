import { Secret, Unknown, type PropertyMap, type Value } from "../providers/value";

/** For example `tags[0].name` as `["tags", 0, "name"]`; `*` stands for every key or index. */
export type PropertyPath = (string | number)[];

/** Reads a property path. Quoted keys are written `["a.key"]`. */
export function parsePath(text: string): PropertyPath {
  const path: PropertyPath = [];
  const pattern = /\.?([^.[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\[(\*)\]/gy;
  let end = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    end = pattern.lastIndex;
    const [, key, index, quoted, any] = match;
    path.push(index !== undefined ? Number(index) : (key ?? any ?? quoted?.replace(/\\(.)/g, "$1") ?? ""));
  }
  if (end !== text.length || path.length === 0) throw new Error(`invalid property path "${text}"`);
  return path;
}

/** Writes a property path. */
export function formatPath(path: PropertyPath): string {
  return path
    .map((part, position) => {
      if (typeof part === "number") return `[${part}]`;
      if (/[."[\]]/.test(part) || part === "") return `["${part.replace(/(["\\])/g, "\\$1")}"]`;
      return position === 0 ? part : `.${part}`;
    })
    .join("");
}

/** True if `path` is `outer` or lies within it. */
export function containsPath(outer: PropertyPath, path: PropertyPath): boolean {
  return outer.length <= path.length && outer.every((part, position) => part === "*" || part === path[position]);
}

type Container = PropertyMap | Value[];

/** Sets what `path` names in `news` back to its value in `olds`. False: the path can't be followed in both. `news` is changed. */
export function resetPath(path: PropertyPath, olds: Value | undefined, news: Value | undefined): boolean {
  return reset(path, olds, news, false, false);
}

function reset(
  path: PropertyPath,
  old: Value | undefined,
  now: Value | undefined,
  oldSecret: boolean,
  nowSecret: boolean,
): boolean {
  if (old instanceof Secret) return reset(path, old.value, now, true, nowSecret);
  if (now instanceof Secret) return reset(path, old, now.value, oldSecret, true);
  const [key, ...rest] = path;
  if (key === undefined) return false;
  const [from, to] = [container(old, key), container(now, key)];
  const keep = (value: Value): Value =>
    oldSecret && !nowSecret && !(value instanceof Secret) ? new Secret(value) : value;
  if (key === "*") return resetAll(rest, from, to, (a, b) => reset(rest, a, b, oldSecret, nowSecret), keep);
  const has = from !== undefined && get(from, key) !== undefined;
  if (rest.length === 0) {
    if (Array.isArray(from) || Array.isArray(to)) return resetItem(key as number, from, to, keep);
    if (!to) return !has;
    if (has) (to as PropertyMap)[key] = keep(get(from, key)!);
    else (to as PropertyMap)[key] = undefined;
    return true;
  }
  if (!from || !to) return !from && !to;
  const next = get(to, key);
  if (!has && next === undefined) return !Array.isArray(to);
  if (next === undefined) return false;
  return reset(rest, get(from, key), next, oldSecret, nowSecret);
}

function resetItem(
  index: number,
  from: Container | undefined,
  to: Container | undefined,
  keep: (value: Value) => Value,
): boolean {
  if (!Array.isArray(from) || !Array.isArray(to)) return false;
  if (index >= from.length && index >= to.length) return true;
  if (index >= from.length || index >= to.length) return false;
  to[index] = keep(from[index]!);
  return true;
}

function resetAll(
  rest: PropertyPath,
  from: Container | undefined,
  to: Container | undefined,
  descend: (old: Value, now: Value) => boolean,
  keep: (value: Value) => Value,
): boolean {
  if (!from || !to || Array.isArray(from) !== Array.isArray(to)) return rest.length === 0 && to !== undefined;
  const keys = Object.keys(from).filter((key) => !Array.isArray(from) || Number(key) < (to as Value[]).length);
  if (rest.length > 0) {
    if (!keys.every((key) => get(to, key) !== undefined && descend(get(from, key)!, get(to, key)!))) return false;
  } else {
    for (const key of keys) (to as PropertyMap)[key] = keep(get(from, key)!);
    if (!Array.isArray(to)) for (const key of Object.keys(to)) if (get(from, key) === undefined) to[key] = undefined;
  }
  return !Array.isArray(from) || from.length === (to as Value[]).length;
}

function container(value: Value | undefined, key: string | number): Container | undefined {
  if (typeof value !== "object" || value === null || value instanceof Secret || value instanceof Unknown)
    return undefined;
  return key === "*" || Array.isArray(value) === (typeof key === "number") ? value : undefined;
}

function get(from: Container, key: string | number): Value | undefined {
  return (from as PropertyMap)[key];
}
