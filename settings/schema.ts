import * as v from "valibot";
import {
  CiSoftware,
  CodeHostingDatabase,
  CodeHostingSoftware,
  DnsProvider,
  DocumentsSoftware,
  HostImage,
  Role,
} from "../components/index";
import { domainName } from "../components/validate";
import { clashes } from "./clashes";
import { readImage } from "./images";
import { MailingLists, OrganisationMail } from "./mail-schema";
import { text, texts } from "./texts";

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

const Organisation = v.strictObject({
  // The components call it the zone.
  domain: v.pipe(v.string(), v.check(domainName.accepts, `must be ${domainName.allowed}`)),
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
  documents: v.optional(
    v.strictObject({
      domain: text,
      software: v.optional(v.enum(DocumentsSoftware)),
      release: v.optional(Release),
      mirror: v.optional(text),
      quota: v.optional(text),
      uploadLimit: v.optional(text),
      phoneRegion: v.optional(text),
      apps: v.optional(texts),
      maintenanceWindowHour: v.optional(v.number()),
      federation: v.optional(v.boolean()),
      headers: v.optional(Headers),
    }),
  ),
  mail: v.optional(OrganisationMail),
  lists: v.optional(v.strictObject({ ...MailingLists.entries, headers: v.optional(Headers) })),
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
});

/** What an organisation says about itself. The components judge the values more closely and document them. */
export const Settings = v.pipe(
  Organisation,
  v.rawCheck(({ dataset: { typed, value }, addIssue }) => {
    if (!typed) return;
    for (const [place, message] of clashes(value)) {
      const keys = Array.isArray(place) ? place : [place];
      // The message says itself what is there.
      const path = keys.map(
        (key) => ({ type: "unknown", origin: "value", input: value, key, value: undefined }) as const,
      );
      addIssue({ message, path: path as [(typeof path)[0], ...typeof path] });
    }
  }),
);

export type Organisation = v.InferOutput<typeof Organisation>;
