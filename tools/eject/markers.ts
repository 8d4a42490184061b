import { createHash } from "node:crypto";

/** What a marker stands for: an address of a machine, what a step prints, or a secret that only the operator has. */
export type MarkerKind = "ipv4" | "ipv6" | "result" | "secret" | "secretAddress" | "privateKey";

/** A value that is made up while the organisation is looked at, so that texts are whole and show where the real one belongs. */
export interface Marker {
  kind: MarkerKind;
  /** The made up value; nothing else looks like it. */
  text: string;
  /** Where the real one comes from: the URN of a resource, or the path of a setting. */
  of: string;
}

/** Looks like what it stands for, so that nothing refuses it. The addresses are of a network that is reserved for ever. */
const forms: Record<MarkerKind, (hash: string) => string> = {
  ipv4: (hash) => ["250", ...[0, 2, 4].map((at) => 100 + (parseInt(hash.slice(at, at + 2), 16) % 156))].join("."),
  ipv6: (hash) => `2001:db8:${[0, 1, 2, 3, 4, 5].map((at) => `a${hash.slice(at * 3, at * 3 + 3)}`).join(":")}`,
  result: (hash) => `https://result.invalid/${hash}`,
  secret: (hash) => `secret${hash}`,
  secretAddress: (hash) => `https://secret.invalid/${hash}`,
  privateKey: (hash) => `-----BEGIN PRIVATE KEY-----\n${hash}\n-----END PRIVATE KEY-----\n`,
};

/** All markers of a look at an organisation. The same things have the same markers each time. */
export class Markers {
  private readonly made = new Map<string, Marker>();

  /** The markers, in no order. */
  get all(): Marker[] {
    return [...this.made.values()];
  }

  /** The made up value for something. */
  text(kind: MarkerKind, of: string): string {
    const before = this.all.find((marker) => marker.kind === kind && marker.of === of);
    if (before) return before.text;
    for (let turn = 0; ; turn++) {
      const text = forms[kind](createHash("sha256").update(`${kind} ${of} ${turn}`).digest("hex").slice(0, 32));
      if (this.made.has(text)) continue;
      this.made.set(text, { kind, text, of });
      return text;
    }
  }

  /** For a setting that is encrypted; what its key ends in tells what it has to look like. */
  setting(path: string): string {
    if (/privateKey$/i.test(path)) return this.text("privateKey", path);
    return this.text(/(webhook|url|address)$/i.test(path) ? "secretAddress" : "secret", path);
  }
}

/** Cuts a text at its markers. */
export function cut(text: string, markers: readonly Marker[]): (string | Marker)[] {
  for (const marker of markers) {
    const at = text.indexOf(marker.text);
    if (at < 0) continue;
    return [...cut(text.slice(0, at), markers), marker, ...cut(text.slice(at + marker.text.length), markers)];
  }
  return text === "" ? [] : [text];
}
