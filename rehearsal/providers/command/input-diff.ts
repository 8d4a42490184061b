import { equal } from "../compare";
import type { PropertyDiff } from "../provider";
import { Secret, Unknown, type PropertyMap, type Value } from "../value";

type Diffs = Record<string, PropertyDiff>;
type Plain = { [key: string]: Value | undefined };

/**
 * Compares old inputs with new ones, down into lists and objects but not into secrets: those are compared whole. Making
 * something secret, or no longer secret, counts as a change of it.
 */
export function diffInputs(olds: PropertyMap, news: PropertyMap): Diffs {
  const diffs: Diffs = {};
  compareObjects("", olds, news, diffs);
  return diffs;
}

function compareObjects(path: string, olds: Plain, news: Plain, diffs: Diffs): void {
  for (const key of new Set([...Object.keys(olds), ...Object.keys(news)])) {
    compare(child(path, key), olds[key], news[key], diffs);
  }
}

function compare(path: string, old: Value | undefined, value: Value | undefined, diffs: Diffs): void {
  const [had, has] = [old !== undefined && old !== null, value !== undefined && value !== null];
  if (!had && !has) return;
  if (Array.isArray(old) && Array.isArray(value)) {
    for (let index = 0; index < Math.max(old.length, value.length); index++) {
      compare(`${path}[${index}]`, old[index], value[index], diffs);
    }
  } else if (isObject(old) && isObject(value)) {
    compareObjects(path, old, value, diffs);
  } else if (!had || !has || !same(old!, value!)) {
    diffs[path] = { kind: had ? (has ? "update" : "delete") : "add", inputDiff: false };
  }
}

function same(old: Value, value: Value): boolean {
  return old instanceof Secret === value instanceof Secret && equal(old, value);
}

function isObject(value: Value | undefined): value is Plain {
  const special = value instanceof Secret || value instanceof Unknown || Array.isArray(value);
  return typeof value === "object" && value !== null && !special;
}

function child(path: string, key: string): string {
  if (!/^[a-zA-Z_$][\w$]*$/.test(key)) return `${path}["${key.replace(/"/g, '\\"')}"]`;
  return path === "" ? key : `${path}.${key}`;
}
