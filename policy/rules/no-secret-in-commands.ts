import { commandTexts, judgeTexts } from "./commands";
import type { Resource, Rule, StackResource, Value } from "./rule";
import { at } from "./values";

/** A command's text is shown by previews, by errors, and by the machine's list of processes. */
export const noSecretInCommands: Rule = {
  name: "no-secret-in-commands",
  description: "What a machine runs holds no secret: those travel on standard input.",
  judge: (resource) =>
    judgeTexts(resource, (text) => [...keys(text), ...repeated(text, ownSecrets(resource))], commandTexts),
};

/** The same for what was made elsewhere in the stack. */
export const noMadeSecretInCommands: Rule = {
  name: "no-made-secret-in-commands",
  description: "What a machine runs holds no password or key that this stack made.",
  judgeStack: (resources) => {
    const made = resources.flatMap(madeSecrets);
    // A text that isn't known yet was reported before it was run.
    return resources.flatMap((resource) =>
      judgeTexts(resource, (text) => repeated(text, made), commandTexts).flatMap((finding) =>
        "wrong" in finding ? [{ ...finding, urn: resource.urn }] : [],
      ),
    );
  },
};

interface Secret {
  what: string;
  value: string;
}

/** Shorter ones are found by accident. */
const shortest = 8;

/** What gives itself away as a secret. */
const shapes: [RegExp, string][] = [
  [/-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{40}/, "a private key"],
  [/\b(?:ghp|gho|ghs|ghu)_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{40}/, "a token of GitHub"],
  [/\bglpat-[\w-]{20}/, "a token of GitLab"],
  [/\bdop_v1_[0-9a-f]{64}\b/, "a token of DigitalOcean"],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, "a key of Amazon"],
  [/\bxox[abprs]-[\w-]{10}/, "a token of Slack"],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'$<{]+:[^\s/:@"'$<{]+@/, "an address with a password"],
];

function keys(text: string): string[] {
  return shapes.filter(([shape]) => shape.test(text)).map(([, what]) => `holds ${what}`);
}

function repeated(text: string, secrets: Secret[]): string[] {
  const found = secrets.filter(({ value }) => value.length >= shortest && text.includes(value));
  return [...new Set(found.map(({ what }) => `holds ${what}`))];
}

function ownSecrets({ properties: { connection, stdin } }: Resource): Secret[] {
  const login = ["password", "privateKey", "privateKeyPassword"].map((key) => [key, at(connection, key)] as const);
  return [
    ...login.flatMap(([key, value]) => secret(`connection.${key}`, value)),
    ...(typeof stdin === "string" ? assigned(stdin) : []),
  ];
}

/** `NAME='value'` on standard input. What is a secret there says its name. */
function assigned(stdin: string): Secret[] {
  const secretive = /pass|secret|token|key|webhook|credential/i;
  return [...stdin.matchAll(/^(\w+)='((?:[^']|'\\'')*)'$/gm)]
    .filter(([, name = ""]) => secretive.test(name))
    .flatMap(([, name = "", value = ""]) =>
      secret(`${name}, which travels on standard input,`, value.replaceAll(`'\\''`, "'")),
    );
}

const outputs: Record<string, string[]> = {
  "random:index/randomPassword:RandomPassword": ["result"],
  "tls:index/privateKey:PrivateKey": ["privateKeyPem", "privateKeyOpenssh", "privateKeyPemPkcs8"],
};

function madeSecrets({ type, name, properties }: StackResource): Secret[] {
  return (outputs[type] ?? []).flatMap((key) => secret(`${key} of ${name}`, properties[key]));
}

function secret(what: string, value: Value | undefined): Secret[] {
  return typeof value === "string" ? [{ what, value: value.trim() }] : [];
}
