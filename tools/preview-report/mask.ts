import { unknown } from "./markdown";

/** What stands in place of a secret. */
export const secret = "[secret]";

/** Property by which Pulumi marks an object as something else, here an encrypted value. */
const signature = "4dabf18193072939515e22adb298388d";
/** Inputs of remote commands that are secret whatever they say. */
const hidden = new Set(["stdin", "connection", "environment", "userData"]);
const names = String.raw`(?:password|passwd|passphrase|secret|token|api[-_]?key|private[-_]?key|access[-_]?key|credentials?|client[-_]?secret|cookie)`;
const secretName = new RegExp(`(?:^|[^a-z])${names}s?$`, "i");
const camelName = /(?:Password|Passphrase|Secret|Token|ApiKey|PrivateKey(?:Pem|Openssh)?|AccessKey|Credentials?)s?$/;

const keyBlock =
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----|$)/g;
const known = [
  // Tokens that say what they are: GitHub, GitLab, DigitalOcean, Slack, Stripe, npm, AWS, Pulumi, age, JSON web tokens.
  /\bgh[pousr]_[A-Za-z0-9]{20,}/g,
  /\bgithub_pat_\w{20,}/g,
  /\bgl(?:pat|dt|rt|cbt)-[\w-]{16,}/g,
  /\bdo[opr]_v1_[0-9a-f]{20,}/g,
  /\bxox[abeprs]-[\w-]{10,}/g,
  /\b[sr]k_(?:live|test)_\w{10,}/g,
  /\bnpm_[A-Za-z0-9]{30,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bpul-[0-9a-f]{30,}/g,
  /\bAGE-SECRET-KEY-1[A-Z0-9]{20,}/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  // What `pulumi config` encrypted.
  /\bv1:[A-Za-z0-9+/]{12,}={0,2}:[A-Za-z0-9+/]{12,}={0,2}/g,
];
const address = /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@'"]*:)([^\s/@'"]+)(?=@)/gi;
const header = /\b(authorization["']?\s*[:=]\s*["']?(?:(?:bearer|basic|token)\s+)?)([^\s"',;]+)/gi;
const assigned = new RegExp(
  String.raw`((?:^|[^\w-])(?:--?)?["']?(?:\w{0,40}[-_.])?${names}["']?[ \t]{0,8}(?:=>|:=|[=:]|[ \t])[ \t]{0,8})(?:(["'])([^"'\n]+)\2|([^\s"',;)}\]]+))`,
  "gim",
);
/** Values that say where a secret is, or that there is none: a reviewer has to read them. */
const harmless = new RegExp(
  String.raw`^(?:\$.*|[@%<{].*|/.*|~/.*|\(.*|yes|no|on|off|true|false|none|null|nil|undefined|required?|optional|sufficient|peer|prohibit-password|auto|\d{1,3}|string|\[secret\]|${unknown})$`,
  "i",
);

/** Text in which everything that looks secret is replaced. `literals` are secrets that are known to the caller. */
export function maskText(text: string, literals: readonly string[] = []): string {
  let masked = text;
  for (const literal of literals) if (literal.length >= 6) masked = masked.replaceAll(literal, secret);
  if (masked.includes("PRIVATE KEY")) masked = masked.replaceAll(keyBlock, secret);
  for (const pattern of known) masked = masked.replaceAll(pattern, secret);
  masked = masked.replaceAll(address, (whole, before: string, value: string) =>
    harmless.test(value) ? whole : `${before}${secret}`,
  );
  masked = masked.replaceAll(header, (whole, before: string, value: string) =>
    harmless.test(value) ? whole : `${before}${secret}`,
  );
  return masked.replaceAll(assigned, (whole, before: string, quote = "", quoted = "", bare = "") => {
    // Words of a sentence: only what is assigned, or given as an option.
    const spaced = !/[=:][ \t]*$/.test(before);
    if (spaced && !/(?:^|\s)--?["']?[\w.-]*\s+$/.test(before)) return whole;
    return harmless.test(quoted || bare) ? whole : `${before}${quote}${secret}${quote}`;
  });
}

/** A value of a resource in which everything secret is replaced, by its name too. */
export function maskValue(value: unknown, name = "", literals: readonly string[] = []): unknown {
  if (value === null || value === undefined || typeof value === "boolean") return value;
  if (hidden.has(name) || secretName.test(name) || camelName.test(name))
    return value === "" || value === unknown ? value : secret;
  if (typeof value === "string") return maskText(value, literals);
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item) => maskValue(item, "", literals));
  if (signature in value || "ciphertext" in value) return secret;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskValue(item, key, literals)]));
}
