import type { JsonMap } from "../engine/stored";
import { drone } from "../mirror/drone";
import { forgejo, gitea, gogs, type Found, type Program } from "../mirror/releases";
import { nextcloud } from "../mirror/nextcloud";
import { owncloud, owncloudVersion } from "../mirror/owncloud";
import { woodpecker } from "../mirror/woodpecker";

/** A program that a setting asks for, and what a rehearsal uses if it can't be had. */
export interface Substitution {
  /** Full key of the setting, whose value is an object or a list of such. */
  setting: string;
  /** Whether the object asks for it; `of` reads other settings of the stack. */
  asks(value: JsonMap, of: (setting: string) => JsonMap): boolean;
  wanted: Program;
  /** What is used instead, made on this computer. */
  instead: Program;
  /** What the setting then has in place of what it had. */
  becomes(found: Found): JsonMap;
  /** Whether the object leaves open which one it is, so that the one in the mirror folder is used. */
  open?(value: JsonMap): boolean;
  /** What the setting then has. Defaults to what it has with a substitute. */
  chosen?(found: Found): JsonMap;
  /** Whether the object can't do without, so that a preview has to make something up. */
  needed?: boolean;
}

const release = ({ version, sha256, url }: Found): JsonMap => ({ release: { version, sha256, url } });

/** A checksum settles which release; a version alone is one of those in the mirror folder. */
const releaseIsOpen = ({ release }: JsonMap): boolean => (release as JsonMap | undefined)?.sha256 === undefined;

const image = (program: string): Program => ({
  name: `the image ${program}`,
  publisher: "docker.io",
  path: new RegExp(`^oci/${program}$`),
});

const code = "open-infrastructure:code";
const ci = "open-infrastructure:ci";
const documents = "open-infrastructure:documents";
const runners = "open-infrastructure:runners";

/** Woodpecker is an image whose digest the components know, or an archive that the settings name. */
function woodpeckerIn(setting: string, part: "server" | "agent"): Substitution[] {
  const asks: Substitution["asks"] = (_, of) => (of(ci).software ?? "woodpecker") === "woodpecker";
  const archive = { setting, instead: woodpecker(part), becomes: release };
  return [
    {
      ...archive,
      asks: (value, of) => asks(value, of) && value.release === undefined,
      wanted: image(`woodpeckerci/woodpecker-${part}`),
    },
    { ...archive, asks: (value, of) => asks(value, of) && value.release !== undefined, wanted: woodpecker(part) },
  ];
}

function droneIn(setting: string, part: "drone" | "drone-runner-docker"): Substitution {
  const program = drone(part);
  return {
    setting,
    asks: (_, of) => of(ci).software === "drone",
    wanted: program,
    instead: program,
    becomes: ({ sha256 }) => ({ image: `docker.io/drone/${part}@sha256:${sha256}` }),
    open: ({ image }) => image === undefined,
    needed: true,
  };
}

/** All substitutions there are. */
export const substitutions: Substitution[] = [
  {
    setting: code,
    asks: ({ software = "forgejo" }) => software === "forgejo",
    wanted: forgejo,
    instead: gitea,
    becomes: (found) => ({ software: "gitea", ...release(found) }),
    open: releaseIsOpen,
    chosen: release,
  },
  ...[gitea, gogs].map((program) => ({
    setting: code,
    asks: ({ software }: JsonMap) => software === program.name.toLowerCase(),
    wanted: program,
    instead: program,
    becomes: release,
    open: releaseIsOpen,
  })),
  {
    setting: documents,
    asks: ({ software = "nextcloud" }) => software === "nextcloud",
    wanted: nextcloud,
    instead: nextcloud,
    becomes: release,
    open: releaseIsOpen,
  },
  {
    setting: documents,
    asks: ({ software }) => software === "owncloud",
    wanted: owncloud,
    instead: owncloud,
    becomes: ({ sha256 }) => ({ release: { version: owncloudVersion, sha256 } }),
  },
  ...woodpeckerIn(ci, "server"),
  ...woodpeckerIn(runners, "agent"),
  droneIn(ci, "drone"),
  droneIn(runners, "drone-runner-docker"),
];
