/** Calls `act` when the signal is given, at once if it was given already. Returns what ends the waiting. */
export function onInterruption(signal: AbortSignal | undefined, act: () => void): () => void {
  if (signal?.aborted) act();
  signal?.addEventListener("abort", act, { once: true });
  return () => signal?.removeEventListener("abort", act);
}
