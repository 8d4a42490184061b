import { equal } from "../compare";
import { Secret, Unknown, unwrap, type PropertyMap, type Value } from "../value";
import type { Plain, PlainMap, Properties } from "./schema";

/** Properties without their secret markers; null counts as not given. */
export function plain(properties: PropertyMap): PlainMap {
  const entries = Object.entries(unwrap(properties) as PlainMap);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null));
}

/** Marks what is secret: by the schema, or because the value of the same name in `source` is. */
export function markSecrets(values: PlainMap, properties: Properties, source: PropertyMap): PropertyMap {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      const marked = markLike(value, source[key]);
      const secret = properties[key]?.secret === true && !(marked instanceof Secret) && marked !== undefined;
      return [key, secret ? new Secret(marked) : marked];
    }),
  );
}

function markLike(value: Plain | undefined, source: Value | undefined): Value | undefined {
  if (value === undefined) return undefined;
  if (source instanceof Secret) return new Secret(value);
  if (Array.isArray(value) && Array.isArray(source)) {
    return value.map((item, index) => markLike(item, source[index]) ?? null);
  }
  if (isObject(value) && isObject(source)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, markLike(item, source[key])]));
  }
  return value;
}

/** True for a plain object: no list, no unknown, no secret. */
export function isObject<T>(value: T | { [key: string]: T | undefined }): value is { [key: string]: T | undefined } {
  const special = Array.isArray(value) || value instanceof Unknown || value instanceof Secret;
  return typeof value === "object" && value !== null && !special;
}

/** True if both mean the same to Terraform: what the bridge notes for itself and fields that aren't given don't count. */
export function equalPlain(left: Plain | undefined, right: Plain | undefined): boolean {
  return equal(withoutNotes(left), withoutNotes(right));
}

/** Without the properties the bridge keeps for itself. */
export function withoutNotes(value: Plain | undefined): Plain | undefined {
  if (Array.isArray(value)) return value.map((item) => withoutNotes(item) ?? null);
  if (!isObject<Plain>(value as Plain)) return value;
  const entries = Object.entries(value as PlainMap).filter(
    ([key, item]) => !key.startsWith("__") && item !== undefined,
  );
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutNotes(item)]));
}
