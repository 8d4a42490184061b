import * as pulumi from "@pulumi/pulumi";

/**
 * Something that each run of a program has one of, made when it is first asked for. Programs that share a process, as tests do, each have an
 * engine of their own, and so has each component that a plugin makes: those know nothing of each other.
 */
export function ofOneRun<T>(make: () => T): () => T {
  const known = new WeakMap<object, T>();
  return () => {
    const engine = pulumi.runtime.getMonitor() ?? known;
    const before = known.get(engine);
    if (before !== undefined) return before;
    const made = make();
    known.set(engine, made);
    return made;
  };
}
