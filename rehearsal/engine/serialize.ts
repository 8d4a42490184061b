import { Secret, Unknown, type PropertyMap, type Value } from "../providers/value";
import { SIGNATURE, UNKNOWN } from "../providers/wire";
import { newResource, type Resource } from "./resource";
import type { Json, JsonMap, StoredResource } from "./stored";

const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** What stands for a secret, given its value as JSON text. */
export type HideSecret = (text: string) => Json;

/** A secret that nobody can get at any more, as in events. */
export const blinded: HideSecret = () => ({ [SIGNATURE]: SECRET, ciphertext: "[secret]" });

/** A secret as a preview shows it. */
export const masked: HideSecret = () => "[secret]";

/** A secret as a state file keeps it. */
export function sealed(encrypt: (text: string) => string): HideSecret {
  return (text) => ({ [SIGNATURE]: SECRET, ciphertext: encrypt(text) });
}

/** Properties as JSON. */
export function toJson(properties: PropertyMap, hide: HideSecret): JsonMap {
  return valueToJson(properties, hide) as JsonMap;
}

function valueToJson(value: Value, hide: HideSecret): Json {
  if (value instanceof Unknown) return UNKNOWN;
  if (value instanceof Secret) return hide(JSON.stringify(valueToJson(value.value, hide)));
  if (Array.isArray(value)) return value.map((item) => valueToJson(item, hide));
  if (value === null || typeof value !== "object") return value;
  const json: JsonMap = {};
  for (const key of Object.keys(value).sort()) if (value[key] !== undefined) json[key] = valueToJson(value[key], hide);
  return json;
}

/** The reverse of `toJson` for secrets hidden with `sealed`. */
export function fromJson(json: JsonMap | undefined, decrypt: (sealed: string) => string): PropertyMap {
  return valueFromJson(json ?? {}, decrypt) as PropertyMap;
}

function valueFromJson(json: Json, decrypt: (sealed: string) => string): Value {
  if (json === UNKNOWN) return Unknown.instance;
  if (Array.isArray(json)) return json.map((item) => valueFromJson(item, decrypt));
  if (json === null || typeof json !== "object") return json;
  if (json[SIGNATURE] === SECRET) {
    const text = typeof json.plaintext === "string" ? json.plaintext : decrypt(String(json.ciphertext));
    return new Secret(valueFromJson(JSON.parse(text) as Json, decrypt));
  }
  return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, valueFromJson(item, decrypt)]));
}

/** A resource as it is stored. */
export function storeResource(resource: Resource, hide: HideSecret): StoredResource {
  const { inputs, outputs, replacementTrigger, customTimeouts, ...rest } = resource;
  const stored: Record<string, unknown> = {
    ...rest,
    inputs: toJson(inputs, hide),
    outputs: toJson(outputs, hide),
    customTimeouts: Object.fromEntries(Object.entries(customTimeouts).filter(([, seconds]) => seconds)),
    replacementTrigger: replacementTrigger === undefined ? undefined : valueToJson(replacementTrigger, hide),
  };
  const ordered = Object.keys(newResource("", "", false)).map((key) => [key, stored[key]] as const);
  return Object.fromEntries(
    ordered.filter(([key, value]) => key === "custom" || !isEmpty(value)),
  ) as unknown as StoredResource;
}

/** The reverse of `storeResource`. */
export function loadResource(stored: StoredResource, decrypt: (sealed: string) => string): Resource {
  const { inputs, outputs, replacementTrigger, ...rest } = stored;
  return {
    ...newResource(stored.urn, stored.type, stored.custom),
    ...structuredClone(rest),
    inputs: fromJson(inputs, decrypt),
    outputs: fromJson(outputs, decrypt),
    replacementTrigger: replacementTrigger === undefined ? undefined : valueFromJson(replacementTrigger, decrypt),
  };
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
