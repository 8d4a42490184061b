import type { PropertyMap, Value } from "../providers/value";
import { parseReference } from "./urn";

/** Where in the program a resource was registered. */
export interface StackFrame {
  sourcePosition?: string;
}

/** Seconds an operation may take. */
export interface Timeouts {
  create?: number;
  update?: number;
  delete?: number;
  read?: number;
}

/** What is known of one resource, with the names it has in a stored deployment. Empty lists and strings mean "not set". */
export interface Resource {
  urn: string;
  custom: boolean;
  delete: boolean;
  id: string;
  type: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
  parent: string;
  protect: boolean;
  external: boolean;
  dependencies: string[];
  initErrors: string[];
  provider: string;
  propertyDependencies: Record<string, string[]>;
  pendingReplacement: boolean;
  additionalSecretOutputs: string[];
  aliases: string[];
  customTimeouts: Timeouts;
  /** What it was imported by. Some providers have another id for that than the resource gets. */
  importID: string;
  retainOnDelete: boolean;
  deletedWith: string;
  replaceWith: string[];
  created: string;
  modified: string;
  sourcePosition: string;
  stackTrace: StackFrame[];
  ignoreChanges: string[];
  hideDiff: (string | number)[][];
  replaceOnChanges: string[];
  replacementTrigger: Value | undefined;
}

/** A resource with nothing set but what it must have. */
export function newResource(urn: string, type: string, custom: boolean): Resource {
  return {
    urn,
    custom,
    delete: false,
    id: "",
    type,
    inputs: {},
    outputs: {},
    parent: "",
    protect: false,
    external: false,
    dependencies: [],
    initErrors: [],
    provider: "",
    propertyDependencies: {},
    pendingReplacement: false,
    additionalSecretOutputs: [],
    aliases: [],
    customTimeouts: {},
    importID: "",
    retainOnDelete: false,
    deletedWith: "",
    replaceWith: [],
    created: "",
    modified: "",
    sourcePosition: "",
    stackTrace: [],
    ignoreChanges: [],
    hideDiff: [],
    replaceOnChanges: [],
    replacementTrigger: undefined,
  };
}

/** Another name a resource once had: a URN, or what differed from its current one. */
export interface Alias {
  urn?: string;
  name?: string;
  type?: string;
  stack?: string;
  project?: string;
  parent?: string;
  noParent?: boolean;
}

/** What the program asks for. `protect`, `retainOnDelete` and `deleteBeforeReplace` are undefined where it says nothing. */
export interface Goal {
  type: string;
  name: string;
  custom: boolean;
  inputs: PropertyMap;
  parent: string;
  protect?: boolean;
  retainOnDelete?: boolean;
  deleteBeforeReplace?: boolean;
  dependencies: string[];
  provider: string;
  propertyDependencies: Record<string, string[]>;
  ignoreChanges: string[];
  hideDiff: (string | number)[][];
  replaceOnChanges: string[];
  replacementTrigger?: Value;
  additionalSecretOutputs: string[];
  aliases: Alias[];
  customTimeouts: Timeouts;
  importID: string;
  deletedWith: string;
  replaceWith: string[];
  sourcePosition: string;
  stackTrace: StackFrame[];
}

/** URNs of everything a resource needs, except its parent and its provider. */
export function dependenciesOf(resource: Resource): string[] {
  const all = [
    ...resource.dependencies,
    ...Object.values(resource.propertyDependencies).flat(),
    ...resource.replaceWith,
  ];
  if (resource.deletedWith !== "") all.push(resource.deletedWith);
  return [...new Set(all)];
}

/** The URN of the resource's provider, or "" for a component. */
export function providerUrnOf(resource: Resource): string {
  return resource.provider === "" ? "" : parseReference(resource.provider).urn;
}
