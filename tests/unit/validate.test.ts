import { generateKeyPairSync } from "node:crypto";
import { toOpenssh } from "../../rehearsal/providers/tls/openssh";
import {
  demand,
  domainName,
  ed25519HostKey,
  gitRepository,
  gitRevision,
  httpsUrl,
  machineAddress,
  mailAddress,
  networkRange,
  plainName,
  port,
  printableLine,
  privateKey,
  publicIpv6,
  type Rule,
  slug,
  sshPublicKey,
  userName,
  wholeNumber,
} from "../../components/validate";

const key = `AAAAC3NzaC1lZDI1NTE5AAAAI${"A".repeat(43)}`;
const nasty = [
  "",
  " ",
  "a b",
  "$(id)",
  "`id`",
  "a;b",
  "a\nb",
  "a'b",
  'a"b',
  "../a",
  "ü",
  "a".repeat(3000),
  "-a",
  "a\0b",
];

const rules: [string, Rule<string>, string[], string[]][] = [
  [
    "domain",
    domainName,
    ["example.org", "www.example.org", "xn--bcher-kva.example"],
    ["example", "Example.org", "a..b", "a.b-", "example.org.", "1.2.3.4"],
  ],
  [
    "mail",
    mailAddress,
    ["ada@example.org", "ada+list@example.org"],
    ["ada", "ada@", "@example.org", "ada@example", "a@b@example.org"],
  ],
  ["user", userName, ["ada", "ada-2"], ["Ada", "2ada", "a".repeat(32)]],
  ["name", plainName, ["web", "web-2"], ["Web", "web_2"]],
  ["slug", slug, ["fra1", "s-1vcpu-2gb"], ["FRA1"]],
  [
    "SSH key",
    sshPublicKey,
    [`ssh-ed25519 ${key}`, `ssh-ed25519 ${key} ada@laptop`],
    ["ssh-dss AAAA", `command="x" ssh-ed25519 ${key}`, `ssh-ed25519 ${key} a\nssh-ed25519 ${key}`],
  ],
  ["host key", ed25519HostKey, [`ssh-ed25519 ${key}`], [`ssh-rsa ${key}`, `ecdsa-sha2-nistp256 ${key}`]],
  [
    "repository",
    gitRepository,
    ["https://git.example.net/example/website.git"],
    [
      "http://git.example.net/a.git",
      "git@git.example.net:a.git",
      "https://user:pw@git.example.net/a.git",
      "ext::sh -c id",
    ],
  ],
  ["revision", gitRevision, ["main", "v1.2.3", "feature/x"], ["a..b", "--upload-pack=x", "a.lock", "a/"]],
  [
    "URL",
    httpsUrl,
    ["https://hooks.example.net/a?b=c", "https://example.net:65535"],
    ["http://example.net/", "https://example.net/ x", "https://example.net:65536", "https://example.net:0/"],
  ],
  [
    "IPv6",
    publicIpv6,
    ["2001:db8::7", "2a01:4f8::1", "fd00::1"],
    ["::", "::1", "::ffff:1.2.3.4", "fe80::1", "ff02::1", "192.0.2.7"],
  ],
  ["address", machineAddress, ["198.51.100.7", "2001:db8::7", "server.example.org"], ["198.51.100.256", "server"]],
  [
    "network",
    networkRange,
    ["198.51.100.7", "198.51.100.0/24", "2001:db8::/48", "0.0.0.0/0", "::/0", "2001:db8::1/128", "192.0.2.128/25"],
    [
      "198.51.100.0/33",
      "2001:db8::/129",
      "fe80::1%eth0",
      "198.51.100.0/24/1",
      "10.0.0.5/8",
      "198.51.100.7/0",
      "2001:db8::1/48",
      "192.0.2.64/25",
    ],
  ],
];

describe.each(rules)("%s", (input, rule, accepted, refused) => {
  test.each(accepted)("accepts %j", (value) => expect(() => demand(undefined, input, value, rule)).not.toThrow());
  test.each([...refused, ...nasty])("refuses %j, naming the input and what is allowed", (value) => {
    expect(() => demand(undefined, input, value, rule)).toThrow(`${input} must be ${rule.allowed}, got `);
  });
  test.each([undefined, null, 7, true, {}, []])("refuses %j of another type", (value) => {
    expect(() => demand(undefined, input, value as unknown as string, rule)).toThrow(`${input} must be `);
  });
});

test.each(["a line", "Grüße, 日本", "a'b\"c"])("%j is a line", (value) =>
  expect(printableLine.accepts(value)).toBe(true),
);

test.each(["a\nb", "a\u2028b", "a\u2029b", "a\u0085b", "a\u202eb", "a".repeat(301), "", undefined])(
  "%j is no line",
  (value) => expect(printableLine.accepts(value as string)).toBe(false),
);

test.each([0, 65536, 1.5, NaN, "22"])("a port is not %j", (value) => {
  expect(() => demand(undefined, "port", value as number, port)).toThrow("port must be a port from 1 to 65535");
});

test.each([0, 11, 1.5])("a whole number from 1 to 10 is not %j", (value) => {
  expect(() => demand(undefined, "n", value, wholeNumber(1, 10))).toThrow("n must be a whole number from 1 to 10");
});

const keys = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "sec1", format: "pem" },
});

test.each([
  ["PEM", keys.privateKey],
  ["PEM without the last line break", keys.privateKey.trimEnd()],
  ["OpenSSH", toOpenssh(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" })).privateKey],
])("accepts a private key as %s", (_what, key) => expect(privateKey.accepts(key)).toBe(true));

test.each(["", "garbage", keys.publicKey, keys.privateKey.slice(0, 100), keys.privateKey.replaceAll("\n", " ")])(
  "doesn't take %j for a private key, nor shows it",
  (value) => {
    expect(() => demand(undefined, "key", value, privateKey)).toThrow(
      /^key must be a private key in [^,]*, from [^,]*$/,
    );
  },
);

test("a secret doesn't show in the error that refuses it", () => {
  expect(() => demand(undefined, "hook", "a secret", { ...httpsUrl, secret: true })).toThrow(
    /^hook must be an HTTPS address[^,]*$/,
  );
});

test.each([
  ["https://bot:hunter2@git.example.net/a.git", gitRepository],
  ["https://bot:hunter2/@x@git.example.net/a.git", httpsUrl],
  ["-----BEGIN EC PRIVATE KEY-----\nhunter2\n", sshPublicKey],
])("nor does one that was put in a public place", (value, rule) => {
  expect(() => demand(undefined, "input", value, rule)).toThrow(/^input must be (?!.*hunter2)/);
});
