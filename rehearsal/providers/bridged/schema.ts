import type { ResourceContext } from "../provider";
import type { Unknown } from "../value";

/** A property value without secret markers. */
export type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain | undefined } | Unknown;

/** Properties without secret markers. */
export type PlainMap = { [key: string]: Plain | undefined };

/** One property of a resource type, in the terms of the Terraform schema behind a bridged provider. */
export interface Property {
  type: "string" | "number" | "boolean" | "list" | "set" | "map" | "object";
  /** Has to be given. */
  required?: true;
  /** Filled in by the cloud; together with `input` where a program may give it too. */
  computed?: true;
  /** A computed property that a program may give. Properties that aren't computed can always be given. */
  input?: true;
  default?: Plain;
  /** A change of it needs a new resource (Terraform's ForceNew). */
  replaces?: true;
  secret?: true;
  /** A computed property that keeps its value when others change (the plugin framework's UseStateForUnknown). */
  keeps?: true;
  /** Fields of an object, or of the objects in a list or set. */
  fields?: Properties;
  /** Type of the scalars in a list, set or map; strings by default. */
  of?: "string" | "number";
  oneOf?: readonly string[];
  /** Answers what is wrong with a known value; `path` is where it stands. */
  validate?: (value: Plain, path: string) => string | undefined;
  /** How the state records an input (Terraform's StateFunc). */
  record?: (value: string) => string;
  /** Whether the state's old and the program's new value mean the same (Terraform's DiffSuppressFunc). */
  same?: (old: Plain, value: Plain, planned: PlainMap) => boolean;
}

/** Properties by their Pulumi name. */
export type Properties = Record<string, Property>;

/** What a create or update knows. */
export interface Operation {
  context: ResourceContext;
  /** The state as planned, as far as it is known: inputs, defaults and what is kept. */
  planned: PlainMap;
  /** What the program asked for. */
  inputs: PlainMap;
  /** The state before; empty for a create. */
  prior: PlainMap;
}

/** One resource type of a bridged provider. */
export interface ResourceType {
  properties: Properties;
  /** What the bridge records as `__meta`. */
  meta?: string;
  /** How a name is made up where the program gives none; `undefined` where it must. */
  autoName?: (urnName: string, suffix: string) => string;
  /** Adjusts a plan, or refuses it by throwing (Terraform's CustomizeDiff and ModifyPlan). */
  modifyPlan?: (prior: PlainMap | undefined, planned: PlainMap) => void;
  /** Whether the change needs a new resource for other reasons than one property. */
  replaceIf?: (prior: PlainMap, planned: PlainMap) => boolean;
  /** Makes it; answers with its id and what only the cloud knows. */
  create(operation: Operation): Promise<{ id: string; known: PlainMap }>;
  /** Changes it; answers with what the cloud says afterwards. */
  update?(id: string, operation: Operation): Promise<PlainMap>;
  /** What there is of it now; undefined if it is gone. */
  read?(id: string, prior: PlainMap): Promise<PlainMap | undefined>;
  delete?(id: string, prior: PlainMap): Promise<void>;
}

/** Which of Terraform's two frameworks the real provider is written with: they plan and report differently. */
export type Framework = "sdk" | "plugin-framework";
