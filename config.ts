import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import { CiSoftware, CodeHostingDatabase, CodeHostingSoftware, DnsProvider, HostImage, Role } from "./components/index";
import { readImage } from "./images";
import { warnOfMemory } from "./memory";

// One namespace, whatever the project is called, so that the settings of a copied project still count.
const namespace = "open-infrastructure";

const text = v.pipe(v.string(), v.nonEmpty());
const texts = v.array(text);
const ipv4Address = v.pipe(
  text,
  v.ipv4('must be an IPv4 address, since DNS leads the names to one; "dig +short A NAME" tells that of a machine'),
);

const Headers = v.partial(
  v.strictObject({
    contentSecurityPolicy: v.string(),
    hstsSeconds: v.number(),
    hstsSubdomains: v.boolean(),
    hstsPreload: v.boolean(),
    frameOptions: v.string(),
    referrerPolicy: v.string(),
    resourcePolicy: v.string(),
    openerPolicy: v.string(),
    embedderPolicy: v.string(),
    permissionsPolicy: v.string(),
  }),
);

const MachineToRent = v.strictObject({
  region: text,
  size: v.optional(text),
  image: v.optional(v.enum(HostImage)),
  generation: v.optional(v.number()),
  dataVolume: v.optional(v.strictObject({ size: v.number() })),
  keepsData: v.optional(v.boolean()),
  acceptDataLossOf: v.optional(text),
  reservedAddress: v.optional(v.boolean()),
  allowFrom: v.optional(texts),
});

const Release = v.strictObject({ version: text, sha256: text, url: v.optional(text) });

const Image = v.pipe(
  v.strictObject({ name: text, directory: v.optional(text), dockerfile: v.optional(text) }),
  v.transform(readImage),
);

/** What an organisation says about itself. The components judge the values more closely and document them. */
const Settings = v.pipe(
  v.strictObject({
    domain: text,
    dns: v.strictObject({ provider: v.enum(DnsProvider), zoneId: v.optional(text) }),
    host: v.optional(MachineToRent),
    existingHost: v.optional(
      v.strictObject({
        address: ipv4Address,
        ipv6Address: v.optional(text),
        hostKey: text,
        user: v.optional(text),
        port: v.optional(v.number()),
        instance: v.optional(text),
        dataDirectory: v.optional(text),
        allowFrom: v.optional(texts),
      }),
    ),
    people: v.array(
      v.strictObject({
        name: text,
        mail: text,
        sshKeys: v.optional(texts),
        roles: v.optional(v.array(v.enum(Role))),
      }),
    ),
    acme: v.strictObject({ email: text, directory: v.optional(text), staging: v.optional(v.boolean()) }),
    notify: v.optional(
      v.strictObject({ to: text, from: text, server: text, port: v.optional(v.number()), user: v.optional(text) }),
    ),
    website: v.strictObject({
      domain: text,
      aliases: v.optional(texts),
      repository: v.optional(text),
      revision: v.optional(text),
      directory: v.optional(text),
      interval: v.optional(v.number()),
      buildMinutes: v.optional(v.number()),
      buildMemory: v.optional(v.number()),
      buildNetwork: v.optional(texts),
      buildPackages: v.optional(texts),
      gemSource: v.optional(text),
      deployKeys: v.optional(texts),
      sizeLimit: v.optional(v.number()),
      publicStatus: v.optional(v.boolean()),
      headers: v.optional(Headers),
    }),
    code: v.optional(
      v.strictObject({
        domain: text,
        software: v.optional(v.enum(CodeHostingSoftware)),
        database: v.optional(v.enum(CodeHostingDatabase)),
        release: v.optional(Release),
        mirror: v.optional(text),
        requireSignIn: v.optional(v.boolean()),
        webhookTargets: v.optional(texts),
        acceptKnownVulnerabilities: v.optional(v.boolean()),
        headers: v.optional(Headers),
      }),
    ),
    ci: v.optional(
      v.strictObject({
        domain: text,
        software: v.optional(v.enum(CiSoftware)),
        release: v.optional(Release),
        image: v.optional(text),
        mirror: v.optional(text),
        open: v.optional(v.boolean()),
      }),
    ),
    runners: v.optional(
      v.array(
        v.strictObject({
          name: text,
          host: MachineToRent,
          capacity: v.optional(v.number()),
          repository: v.optional(text),
          labels: v.optional(v.record(v.string(), v.string())),
          images: v.optional(v.array(Image)),
          closedNetworks: v.optional(texts),
          release: v.optional(Release),
          image: v.optional(text),
          mirror: v.optional(text),
        }),
      ),
      [],
    ),
  }),
  v.forward(
    v.check(({ ci, code }) => ci === undefined || code !== undefined, "builds need code hosting: set code, too"),
    ["ci"],
  ),
  v.forward(
    v.check(({ ci, runners }) => ci !== undefined || runners.length === 0, "runners need a server: set ci, too"),
    ["runners"],
  ),
  v.forward(
    v.check(
      ({ ci, runners }) => ci?.software !== "drone" || runners.every(({ image }) => image !== undefined),
      'each runner of drone needs image: "docker.io/drone/drone-runner-docker@sha256:…", whose digest this tells: skopeo inspect docker://docker.io/drone/drone-runner-docker:1',
    ),
    ["runners"],
  ),
  v.forward(
    v.check(
      ({ host, existingHost }) => (host === undefined) !== (existingHost === undefined),
      "either host or existingHost is needed, and not both",
    ),
    ["host"],
  ),
);

/** Settings that are secret, each a text of its own. */
const secrets = ["existingHostPrivateKey", "notifyPassword", "notifyWebhook"] as const;

/** The settings of this stack, or an error that names each wrong one and how to set it. */
export function readSettings() {
  const config = new pulumi.Config(namespace);
  const given = Object.fromEntries(
    Object.keys(pulumi.runtime.allConfig())
      .filter((key) => key.startsWith(`${namespace}:`))
      .map((key) => key.slice(namespace.length + 1))
      .filter((key) => !secrets.some((secret) => secret === key))
      .map((key) => [key, key in Settings.entries && key !== "domain" ? config.getObject(key) : config.get(key)]),
  );
  const { success, output, issues } = v.safeParse(Settings, given);
  if (!success) {
    const problems = issues.map(explain);
    throw new pulumi.RunError(`the settings of this stack need attention\n${problems.join("\n")}`);
  }
  const [existingHostPrivateKey, notifyPassword, notifyWebhook] = secrets.map((key) => config.getSecret(key));
  if (output.notify !== undefined && notifyPassword === undefined) {
    const how = `set it with: pulumi config set --secret ${namespace}:notifyPassword`;
    throw new pulumi.RunError(
      `the settings of this stack need attention\n  ${namespace}:notifyPassword: the mail server of notify asks for it; ${how}`,
    );
  }
  warnOfMemory(output);
  return { ...output, existingHostPrivateKey, notifyPassword, notifyWebhook };
}

function explain({ type, expected, path, message }: v.InferIssue<typeof Settings>): string {
  const keys = path?.map(({ key }) => key) ?? [];
  const steps = keys.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
  const key = `${namespace}:${steps.join("").slice(1)}`;
  if (type === "strict_object" && expected === "never") {
    const others = [...namesBeside(keys, Settings), ...(keys.length === 1 ? secrets : [])];
    return `  ${key}: there is no such setting; there are ${others.join(", ")}`;
  }
  // A value that clashes with another says itself what would help.
  return `  ${key}: ${message}${type === "check" ? "" : `; set it with: pulumi config set --path '${key}' VALUE`}`;
}

/** What of a schema leads to the names of settings. */
interface Level {
  entries?: Record<string, object>;
  wrapped?: object;
  item?: object;
}

/** The settings at the place where one is or would be. */
function namesBeside([key, ...rest]: unknown[], schema: object): string[] {
  const { wrapped, item, entries = {} }: Level = schema;
  if (wrapped !== undefined) return namesBeside([key, ...rest], wrapped);
  const next = item ?? entries[String(key)];
  return rest.length === 0 || next === undefined ? Object.keys(entries) : namesBeside(rest, next);
}
