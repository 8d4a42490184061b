/** The parts of an SSH public key after its type, RFC 4253, 6.6: each comes with its length before it. Undefined if the key isn't whole, or is none of the types. */
export function keyParts(key: string): Buffer[] | undefined {
  const [type = "", body = ""] = key.split(" ");
  const blob = Buffer.from(body, "base64");
  // Node skips what isn't base64.
  if (blob.toString("base64") !== body) return undefined;
  const fields: Buffer[] = [];
  for (let offset = 0; offset < blob.length;) {
    if (offset + 4 > blob.length) return undefined;
    const end = offset + 4 + blob.readUInt32BE(offset);
    if (end > blob.length) return undefined;
    fields.push(blob.subarray(offset + 4, end));
    offset = end;
  }
  const [inner, ...parts] = fields;
  return inner?.toString("latin1") === type && wellFormed[type]?.(parts) ? parts : undefined;
}

/** Size of an RSA key's modulus; undefined for other types. */
export function rsaBits(key: string): number | undefined {
  const [, modulus] = key.startsWith("ssh-rsa ") ? (keyParts(key) ?? []) : [];
  if (modulus === undefined) return undefined;
  const start = modulus.findIndex((byte) => byte !== 0);
  return start < 0 ? 0 : (modulus.length - start) * 8 - Math.clz32(modulus[start]!) + 24;
}

/** What a type's parts are: RFC 8709 for Ed25519, RFC 4253 for RSA, OpenSSH's PROTOCOL.u2f for security keys. */
const wellFormed: Record<string, (parts: Buffer[]) => boolean> = {
  "ssh-ed25519": (parts) => lengths(parts, 32),
  "ssh-rsa": ([exponent, modulus, ...rest]) => Boolean(exponent?.length && modulus?.length) && rest.length === 0,
  "sk-ssh-ed25519@openssh.com": (parts) => lengths(parts, 32, undefined),
  "sk-ecdsa-sha2-nistp256@openssh.com": (parts) =>
    lengths(parts, 8, 65, undefined) && parts[0]?.toString("latin1") === "nistp256" && parts[1]?.[0] === 4,
};

/** Whether the parts are that long; undefined is any length but 0. */
function lengths(parts: Buffer[], ...wanted: (number | undefined)[]): boolean {
  return (
    parts.length === wanted.length &&
    wanted.every((length, index) => (length === undefined ? parts[index]!.length > 0 : parts[index]!.length === length))
  );
}
