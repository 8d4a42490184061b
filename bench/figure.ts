/** One measured figure. */
export interface Figure {
  what: string;
  target: string;
  measured: string;
  reached: boolean;
}

/** Seconds that something takes. */
export async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** The one in the middle, by a measure of them. */
export function median<T>(items: T[], measure: (item: T) => number): T {
  return items.toSorted((a, b) => measure(a) - measure(b))[Math.floor(items.length / 2)]!;
}
