import type { Timeouts, StackFrame } from "./resource";

/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Properties as they are stored or shown. */
export type JsonMap = { [key: string]: Json };

/** A resource as a deployment stores it: what isn't set is left out. */
export interface StoredResource {
  urn: string;
  custom: boolean;
  delete?: boolean;
  id?: string;
  type: string;
  inputs?: JsonMap;
  outputs?: JsonMap;
  parent?: string;
  protect?: boolean;
  external?: boolean;
  dependencies?: string[];
  initErrors?: string[];
  provider?: string;
  propertyDependencies?: Record<string, string[]>;
  pendingReplacement?: boolean;
  additionalSecretOutputs?: string[];
  aliases?: string[];
  customTimeouts?: Timeouts;
  importID?: string;
  retainOnDelete?: boolean;
  deletedWith?: string;
  replaceWith?: string[];
  created?: string;
  modified?: string;
  sourcePosition?: string;
  stackTrace?: StackFrame[];
  ignoreChanges?: string[];
  hideDiff?: (string | number)[][];
  replaceOnChanges?: string[];
  replacementTrigger?: Json;
}

/** An operation that was begun and of which nobody knows whether it ended. */
export interface StoredOperation {
  resource: StoredResource;
  type: "creating" | "updating" | "deleting" | "reading" | "importing";
}

/** Everything known of a stack. */
export interface StoredDeployment {
  manifest: { time: string; magic: string; version: string };
  secrets_providers?: { type: string; state: { salt: string } };
  resources?: StoredResource[];
  pending_operations?: StoredOperation[];
  metadata: Record<string, never>;
}

/** What `pulumi stack export` prints and a state file contains. */
export interface Deployment {
  version: 3;
  deployment: StoredDeployment;
}
