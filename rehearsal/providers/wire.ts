import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { Secret, Unknown, type PropertyMap, type Value } from "./value";

/** The property that marks an object on the wire as something other than a plain object. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
/** The mark of a secret. */
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";
/** The mark of an output: a value that may be secret or unknown, and what it depends on. */
export const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const RESOURCE_REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";
/** How an unknown value travels. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Which of Pulumi's special values the receiver understands; for the others it gets what they stand for. */
export interface WireOptions {
  secrets?: boolean;
  resourceReferences?: boolean;
}

type Plain = Parameters<typeof Struct.fromJavaScript>[0];
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Properties as they travel: secrets in envelopes, unknowns as a sentinel. */
export function toStruct(properties: PropertyMap, options: WireOptions = { secrets: true }): Struct {
  return Struct.fromJavaScript(encode(properties, options) as Plain);
}

/** The reverse of `toStruct`; a missing struct is an empty set of properties. */
export function fromStruct(struct: Struct | undefined): PropertyMap {
  return struct ? (decode(struct.toJavaScript() as Json) as PropertyMap) : {};
}

/** What a reference to a resource stands for where references aren't understood: its id, or its URN if it is a component. */
function dereference(reference: { [key: string]: Value | undefined }): Value {
  const id = reference.id;
  return id === "" ? Unknown.instance : (id ?? reference.urn ?? null);
}

function encode(value: Value, options: WireOptions): Json {
  if (value instanceof Unknown) return UNKNOWN;
  if (value instanceof Secret) {
    const inner = encode(value.value, options);
    return options.secrets ? { [SIGNATURE]: SECRET, value: inner } : inner;
  }
  if (Array.isArray(value)) return value.map((item) => encode(item, options));
  if (value === null || typeof value !== "object") return value;
  if (value[SIGNATURE] === RESOURCE_REFERENCE && !options.resourceReferences)
    return encode(dereference(value), options);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, encode(item, options)]])),
  );
}

function decode(value: Json): Value {
  if (value === UNKNOWN) return Unknown.instance;
  if (Array.isArray(value)) return value.map(decode);
  if (value === null || typeof value !== "object") return value;
  if (value[SIGNATURE] === SECRET) return secret(decode(value.value ?? null));
  if (value[SIGNATURE] === OUTPUT) {
    const inner = value.value === undefined ? Unknown.instance : decode(value.value);
    return value.secret === true ? secret(inner) : inner;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item)]));
}

function secret(value: Value): Secret {
  return value instanceof Secret ? value : new Secret(value);
}
