/** A value that must never be shown or stored in plain. */
export class Secret {
  constructor(readonly value: Value) {}
}

/** A value that is known only once the resource exists. */
export class Unknown {
  static readonly instance = new Unknown();
  private constructor() {}
}

/** A property value as providers see it. Assets and resource references are not used by anything that is rehearsed. */
export type Value =
  null | boolean | number | string | Value[] | { [key: string]: Value | undefined } | Secret | Unknown;

/** Inputs or outputs of a resource. */
export type PropertyMap = { [key: string]: Value | undefined };

/** True if the value, or anything inside it, is secret. */
export function containsSecret(value: Value | undefined): boolean {
  return some(value, (part) => part instanceof Secret);
}

/** True if the value, or anything inside it, is unknown. */
export function containsUnknown(value: Value | undefined): boolean {
  return some(value, (part) => part instanceof Unknown);
}

/** The value without its secret wrappers; unknowns stay. */
export function unwrap(value: Value | undefined): Value | undefined {
  if (value instanceof Secret) return unwrap(value.value);
  if (value instanceof Unknown || value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item) => unwrap(item) ?? null);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unwrap(item)]));
}

function some(value: Value | undefined, test: (part: Value) => boolean): boolean {
  if (value === undefined) return false;
  if (test(value)) return true;
  if (value instanceof Secret) return some(value.value, test);
  if (value instanceof Unknown || value === null || typeof value !== "object") return false;
  return Object.values(value).some((part) => some(part, test));
}
