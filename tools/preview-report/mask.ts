import { unknown } from "./markdown";

/** What stands in place of a secret. */
export const secret = "[secret]";

/** Property by which Pulumi marks an object as something else, here an encrypted value. */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
/** Inputs of remote commands that are secret whatever they say. */
const hidden = new Set(["stdin", "connection", "environment", "userData"]);
const names = String.raw`(?:(?:smtp|imap|mail|db|database|sql|ldap|redis|user|http)[-_]?pass|password|passwd|passphrase|secret|token|api[-_]?key|private[-_]?key|access[-_]?key|credentials?|client[-_]?secret|cookie)`;
const secretName = new RegExp(`(?:^|[^a-z])${names}s?$`, "i");
const camelName =
  /(?:Password|Passphrase|Secret|Token|ApiKey|[pP]rivateKey(?:Pem|PemPkcs8|Openssh)?|AccessKey|Credentials?)s?$/;

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
const query = /([?&](?:key|sig|signature|auth|apikey)=)([^\s&"'#]+)/gi;
const bearer = /(\bbearer[ \t]+)(?=[^\s"',;]*\d)([^\s"',;]{8,})/gi;
const element = new RegExp(String.raw`(<[\w:.-]{0,60}?${names}s?>)([^<\n]+)(?=</)`, "gi");
const header = /\b(authorization["']?\s*[:=]\s*["']?(?:(?:bearer|basic|token)\s+)?)([^\s"',;]+)/gi;
const login = /((?:^|\s)(?:-u|--user)[ =]["']?[^\s:"']+:)([^\s"'@]+)/g;
const key = String.raw`["']?[\w.-]{0,60}?${names}s?["']?`;
/** A line of settings: all that follows is the value. */
const setting = new RegExp(
  String.raw`^([ \t]*(?:- )?(?:export )?${key}[ \t]*(?:=>|:=|=|:(?!\S*:))[ \t]*)(\S.*)$`,
  "gim",
);
/** A block of YAML. */
const block = new RegExp(
  String.raw`^(([ \t]*)(?:- )?${key}:[ \t]*)[|>][-+\d]*[ \t]*\n(?:\2[ \t]+.*(?:\n|$)|[ \t]*\n)+`,
  "gim",
);
/** Anywhere in a line: one word, or what stands in quotes. */
const assigned = new RegExp(
  String.raw`((?:^|[^\w-])(?:--?)?${key}[ \t]{0,8}(?:=>|:=|[=:,]|[ \t])[ \t]{0,8})(?:(["'])([^"'\n]+)\2|([^\s"',;)}\]=>]+))`,
  "gi",
);
const mentions = new RegExp(names, "i");
/** Values that say where a secret is or how it comes about, or that there is none: a reviewer has to read them. */
const harmless = new RegExp(
  String.raw`^["']?(?:\$.*|\\\(.*|[${"`"}]?@.*|[%<{].*|-.*|(?:[\w.-]+:)?~?\/.*|\(.*|[a-z_][\w.]*\(.*|yes|no|on|off|true|false|none|null|nil|undefined|all(?:\\n)?|required?|optional|sufficient|peer|prohibit-password|auto|\d{1,3}|string|\[secret.*|${unknown})?["']?[,;]?$`,
  "i",
);

/** Text in which everything that looks secret is replaced. `literals` are secrets that are known to the caller. */
export function maskText(text: string, literals: readonly string[] = []): string {
  let masked = text;
  for (const literal of literals.flatMap(spellings)) masked = masked.replaceAll(literal, secret);
  if (masked.includes("PRIVATE KEY")) masked = masked.replaceAll(keyBlock, secret);
  for (const pattern of known) masked = masked.replaceAll(pattern, secret);
  masked = masked.replaceAll(block, `$1${secret}\n`);
  for (const pattern of [address, query, header, bearer, element, login, setting])
    masked = masked.replaceAll(pattern, (whole, before: string, value: string) =>
      harmless.test(value) ? whole : `${before}${secret}`,
    );
  return masked.split("\n").map(maskLine).join("\n");
}

function maskLine(line: string): string {
  if (!mentions.test(line)) return line;
  const comment = /^[ \t]*(?:#|\/\/|;)/.test(line);
  return line.replaceAll(assigned, (whole, before: string, quote = "", quoted = "", bare = "") => {
    const value = quoted || bare;
    if (harmless.test(value)) return whole;
    // Sentences have such words, too: there, only what looks like no word is a secret.
    const spaced = !/[=:>][ \t]*$/.test(before);
    const option = /(?:^|\s)--?["']?[\w.-]*["']?\s+$/.test(before);
    if (((spaced && !option) || comment) && !/^(?=.*\d)\S{8,}$/.test(value)) return whole;
    return `${before}${quote}${secret}${quote}`;
  });
}

/** How a secret may be written; what is too short to be one would hide half of the text. */
function spellings(literal: string): string[] {
  if (literal.trim().length < 6) return [];
  const all = [literal, literal.trim(), encodeURIComponent(literal), JSON.stringify(literal).slice(1, -1)];
  for (const text of [literal, literal.trim()]) all.push(...encodings(text));
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}

/** The text in base64, whole and as the middle of something longer, where it begins at any of three places of a group. */
function encodings(text: string): string[] {
  const length = Buffer.byteLength(text);
  const inside = [0, 1, 2].map((before) =>
    Buffer.from("\0".repeat(before) + text)
      .toString("base64")
      .slice(Math.ceil((before * 4) / 3), Math.floor(((before + length) * 4) / 3)),
  );
  const all = [Buffer.from(text).toString("base64"), ...inside];
  return all.flatMap((one) => [one, one.replaceAll("+", "-").replaceAll("/", "_")]);
}

/** A value of a resource in which everything secret is replaced, by its name too. */
export function maskValue(value: unknown, name = "", literals: readonly string[] = []): unknown {
  if (value === null || value === undefined || typeof value === "boolean") return value;
  if (hidden.has(name) || secretName.test(name) || camelName.test(name))
    return value === "" || value === unknown ? value : secret;
  if (typeof value === "string") return maskText(value, literals);
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item) => maskValue(item, "", literals));
  if (isEncrypted(value)) return secret;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskValue(item, key, literals)]));
}

/** Whether a value is an envelope in which Pulumi keeps a secret. */
export function isEncrypted(value: object): boolean {
  return "ciphertext" in value || (signature in value && value[signature] === secretSignature);
}
