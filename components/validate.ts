import { isIP } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import { keyParts } from "./ssh-key";

/** What an input may be. `allowed` completes the sentence "domain must be …". */
export interface Rule<T> {
  allowed: string;
  accepts: (value: T) => boolean;
  /** The value must not show in an error. */
  secret?: boolean;
}

/** The value, once it is known to follow the rule. A plain value is judged at once, so that a preview refuses it. */
export function checked<T>(
  resource: pulumi.Resource,
  input: string,
  value: pulumi.Input<T>,
  rule: Rule<T>,
): pulumi.Output<T> {
  if (!pulumi.Output.isInstance(value) && !(value instanceof Promise)) demand(resource, input, value as T, rule);
  return pulumi.output(value as T).apply((known) => {
    demand(resource, input, known as T, rule);
    return known;
  }) as pulumi.Output<T>;
}

/** Refuses a known value that breaks the rule. */
export function demand<T>(resource: pulumi.Resource | undefined, input: string, value: T, rule: Rule<T>): void {
  if (rule.accepts(value)) return;
  const got = rule.secret ? "" : `, got ${shown(value)}`;
  throw new pulumi.ResourceError(`${input} must be ${rule.allowed}${got}`, resource, true);
}

/** Refuses a combination of inputs. */
export function refuse(resource: pulumi.Resource, message: string): never {
  throw new pulumi.ResourceError(message, resource, true);
}

function shown(value: unknown): string {
  // What was put in the wrong place may be a secret.
  const text = (JSON.stringify(value) ?? String(value)).replaceAll(/:\/\/[^\s"]*@/g, "://…@");
  if (text.includes("PRIVATE KEY")) return "a private key";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function matching(pattern: RegExp, allowed: string, longest = 253): Rule<string> {
  return { allowed, accepts: (value) => typeof value === "string" && value.length <= longest && pattern.test(value) };
}

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

/** RFC 1035 host name in lower case. */
export const domainName = matching(
  new RegExp(`^(${label}\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$`),
  'a lower-case name such as "www.example.org"',
);

/** One mailbox, as RFC 5321 writes it, without quoting. */
export const mailAddress = matching(
  new RegExp(
    `^(?=[^@]{1,64}@)[A-Za-z0-9_+][A-Za-z0-9_+-]*(\\.[A-Za-z0-9_+-]+)*@(${label}\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$`,
  ),
  'a mail address such as "ada@example.org"',
);

/** Login name that Debian's adduser accepts. */
export const userName = matching(
  /^[a-z][a-z0-9-]{0,30}$/,
  'a lower-case login name of at most 31 letters, digits and hyphens, such as "ada"',
  31,
);

/** Name of a component, usable in paths, unit names and URNs. */
export const plainName = matching(
  /^[a-z][a-z0-9-]{0,40}$/,
  'a lower-case name of at most 41 letters, digits and hyphens, such as "web"',
  41,
);

/** A pattern that an SSH public key follows which holds all that its type needs. */
function whole(pattern: RegExp, allowed: string, longest: number): Rule<string> {
  const rule = matching(pattern, allowed, longest);
  return { allowed, accepts: (value) => rule.accepts(value) && keyParts(value) !== undefined };
}

/** A pattern whose group `port`, if it is there, is a port. */
function withPort(pattern: RegExp, allowed: string, longest: number): Rule<string> {
  const rule = matching(pattern, allowed, longest);
  const portOf = (value: string) => Number(pattern.exec(value)?.groups?.port ?? 443);
  return { allowed, accepts: (value) => rule.accepts(value) && port.accepts(portOf(value)) };
}

/** Public half of an SSH key of a safe type. */
export const sshPublicKey = whole(
  /^(ssh-ed25519|ssh-rsa|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com) [A-Za-z0-9+/]{40,}={0,2}( [\w@.:+-]{0,100})?$/,
  'a whole public SSH key such as "ssh-ed25519 AAAA… ada@laptop"',
  2000,
);

/** Git repository that needs no password. */
export const gitRepository = withPort(
  /^https:\/\/[a-z0-9.-]+(?::(?<port>\d{1,5}))?\/[\w./~-]+$/,
  'an HTTPS address such as "https://codeberg.org/example/website.git"',
  500,
);

/** Git branch or tag. */
export const gitRevision: Rule<string> = {
  allowed: 'a branch or tag such as "main"',
  accepts: (value) =>
    typeof value === "string" && /^[A-Za-z0-9][\w./-]{0,200}$/.test(value) && !/\.\.|\/\/|\/$|\.lock$/.test(value),
};

/** HTTPS address. */
export const httpsUrl = withPort(
  /^https:\/\/[A-Za-z0-9.-]+(?::(?<port>\d{1,5}))?(\/[\w./~%?&=+:@,;-]*)?$/,
  'an HTTPS address such as "https://example.org/path"',
  2000,
);

/** Identifier of a cloud's region, size or image. */
export const slug = matching(/^[a-z0-9][a-z0-9-]{0,60}$/, 'a slug such as "fra1"', 61);

/** Where a service may keep data. */
export const directory = matching(
  /^\/(srv|mnt)(\/[a-z0-9][a-z0-9_-]*)+$/,
  'a directory below /srv or /mnt such as "/srv/data"',
  100,
);

/** TCP or UDP port. */
export const port: Rule<number> = {
  allowed: "a port from 1 to 65535",
  accepts: (value) => Number.isInteger(value) && value >= 1 && value <= 65535,
};

/** Address or network, IPv4 or IPv6, in CIDR notation. sshd takes no network with bits beyond its prefix. */
export const networkRange: Rule<string> = {
  allowed: 'an address or network such as "198.51.100.7" or "2001:db8::/48", with zeros beyond its prefix',
  accepts: (value) => {
    if (typeof value !== "string") return false;
    const [address, prefix, ...rest] = value.split("/");
    const family = isIP(address ?? "");
    if (family === 0 || rest.length > 0 || value.includes("%")) return false;
    if (prefix === undefined) return true;
    return (
      /^(0|[1-9]\d{0,2})$/.test(prefix) &&
      /^0*$/.test(bits(address!).slice(Number(prefix))) &&
      Number(prefix) <= (family === 4 ? 32 : 128)
    );
  },
};

/** The bits of an address. */
function bits(address: string): string {
  const binary = (number: string, radix: number, length: number) =>
    parseInt(number || "0", radix)
      .toString(2)
      .padStart(length, "0");
  if (isIP(address) === 4)
    return address
      .split(".")
      .map((byte) => binary(byte, 10, 8))
      .join("");
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  return [...groups(head), ...Array<string>(missing).fill("0"), ...groups(tail ?? "")]
    .map((group) => binary(group, 16, 16))
    .join("");
}

/** Address or DNS name of a machine. */
export const machineAddress: Rule<string> = {
  allowed: 'an address or name such as "198.51.100.7" or "server.example.org"',
  accepts: (value) => typeof value === "string" && (isIP(value) !== 0 || domainName.accepts(value)),
};

/** IPv6 address that others can reach a machine at. */
export const publicIpv6: Rule<string> = {
  allowed: 'a public IPv6 address such as "2001:db8::7"',
  // Below ::/8 are no address, the machine itself and written IPv4; fe80::/10 is the link, ff00::/8 many machines.
  accepts: (value) => isIP(value) === 6 && !value.includes("%") && !/^(0{8}|1{8}|1111111010)/.test(bits(value)),
};

/** Private key as OpenSSH and OpenSSL write it. */
export const privateKey: Rule<string> = {
  ...matching(
    /^-----BEGIN ([A-Z]+ )*PRIVATE KEY-----\r?\n[\w+/=:,\s-]+\n-----END ([A-Z]+ )*PRIVATE KEY-----\s*$/,
    'a private key in OpenSSH or PEM format, from its first line "-----BEGIN … PRIVATE KEY-----" to its last',
    20_000,
  ),
  secret: true,
};

/** Text that can't break a line or hide. */
export const printableLine = matching(/^[^\p{C}\p{Zl}\p{Zp}]+$/u, "one line of at most 300 printable characters", 300);

/** Ed25519 public key. Others end with the baseline, which leaves Ed25519 and RSA of 4096 bits. */
export const ed25519HostKey = whole(
  /^ssh-ed25519 [A-Za-z0-9+/]{68}( .{0,100})?$/,
  'a whole Ed25519 host key such as "ssh-ed25519 AAAA…", as ssh-keyscan -t ed25519 prints it',
  300,
);

/** A switch. */
export const yesOrNo: Rule<boolean> = { allowed: "true or false", accepts: (value) => typeof value === "boolean" };

/** A whole number in a range. */
export function wholeNumber(least: number, most: number): Rule<number> {
  return {
    allowed: `a whole number from ${least} to ${most}`,
    accepts: (value) => Number.isInteger(value) && value >= least && value <= most,
  };
}

/** One of the values of an enumeration. */
export function oneOf<T extends string>(values: Record<string, T>): Rule<T> {
  const all = Object.values(values);
  return { allowed: `one of ${all.map((value) => `"${value}"`).join(", ")}`, accepts: (value) => all.includes(value) };
}
