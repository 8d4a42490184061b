import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { DnsProvider, HostImage, Role } from "./components/index";

// One namespace, whatever the project is called, so that the settings of a copied project still count.
const namespace = "open-infrastructure";

const text = z.string().min(1);
const several = z.array(text);

/** What an organisation says about itself. The components judge the values more closely and document them. */
const Settings = z
  .strictObject({
    domain: text,
    dns: z.strictObject({ provider: z.enum(DnsProvider), zoneId: text.optional() }),
    host: z
      .strictObject({
        region: text,
        size: text.optional(),
        image: z.enum(HostImage).optional(),
        generation: z.number().optional(),
        keepsData: z.boolean().optional(),
        acceptDataLossOf: text.optional(),
        reservedAddress: z.boolean().optional(),
        allowFrom: several.optional(),
      })
      .optional(),
    existingHost: z
      .strictObject({
        address: text,
        ipv6Address: text.optional(),
        hostKey: text,
        user: text.optional(),
        port: z.number().optional(),
        instance: text.optional(),
        allowFrom: several.optional(),
      })
      .optional(),
    people: z.array(
      z.strictObject({ name: text, mail: text, sshKeys: several.optional(), roles: z.array(z.enum(Role)).optional() }),
    ),
    acme: z.strictObject({ email: text, directory: text.optional(), staging: z.boolean().optional() }),
    notify: z
      .strictObject({ to: text, from: text, server: text, port: z.number().optional(), user: text.optional() })
      .optional(),
    website: z.strictObject({
      domain: text,
      aliases: several.optional(),
      repository: text,
      revision: text.optional(),
    }),
  })
  .refine(({ host, existingHost }) => (host === undefined) !== (existingHost === undefined), {
    path: ["host"],
    message: "either host or existingHost is needed, and not both",
  });

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
      .map((key) => [key, key === "domain" ? config.get(key) : config.getObject(key)]),
  );
  const { data, error } = Settings.safeParse(given);
  if (error) {
    const problems = error.issues.map(explain);
    throw new pulumi.RunError(`the settings of this stack need attention\n${problems.join("\n")}`);
  }
  const [existingHostPrivateKey, notifyPassword, notifyWebhook] = secrets.map((key) => config.getSecret(key));
  if (data.notify !== undefined && notifyPassword === undefined) {
    const how = `set it with: pulumi config set --secret ${namespace}:notifyPassword`;
    throw new pulumi.RunError(
      `the settings of this stack need attention\n  ${namespace}:notifyPassword: the mail server of notify asks for it; ${how}`,
    );
  }
  return { ...data, existingHostPrivateKey, notifyPassword, notifyWebhook };
}

function explain({ path, message }: z.core.$ZodIssue): string {
  const key = `${namespace}:${path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .slice(1)}`;
  return `  ${key}: ${message}; set it with: pulumi config set --path '${key}' VALUE`;
}
