/** A value that is known only once something else exists. */
export class Unknown {
  static readonly instance = new Unknown();
  private readonly known = false;
  private constructor() {}
}

/** What stands for all of them. */
export const unknown = Unknown.instance;

/** A value of a resource. Secrets are plain here: a rule never repeats what it read. */
export type Value =
  null | boolean | number | string | Unknown | Value[] | { readonly [key: string]: Value | undefined };

/** A resource as rules see it. */
export interface Resource {
  urn: string;
  type: string;
  name: string;
  /** Types of what it is part of, the outermost first. */
  parents: readonly string[];
  /** Before a resource is made or changed its inputs, afterwards its outputs. */
  properties: { readonly [key: string]: Value | undefined };
}

/** A resource when the whole stack is known. */
export interface StackResource extends Resource {
  /** URN of what it is part of. */
  parent?: string;
  /** URNs of what each property is derived from. */
  sources: { readonly [property: string]: readonly string[] | undefined };
}

/**
 * What a rule has to say: what is wrong, or which value it would have to know. Nothing said means that all is well.
 * `urn` is the resource if it isn't the one that was judged.
 */
export type Finding = { wrong: string; urn?: string } | { unknown: string; urn?: string };

/** One rule. */
export interface Rule {
  name: string;
  /** What holds where the rule is kept. */
  description: string;
  /** Judges each resource before it is made or changed. */
  judge?: (resource: Resource) => Finding[];
  /** Judges what only all resources together show, when the program has asked for all of them. */
  judgeStack?: (resources: readonly StackResource[]) => Finding[];
}
