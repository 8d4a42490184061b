import type { JsonMap } from "../engine/stored";
import { drone } from "../mirror/drone";
import { gitea, gogs, type Found, type Program } from "../mirror/releases";
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
  /** Whether the object can't do without, so that a preview has to make something up. */
  needs?(value: JsonMap): boolean;
}

const forgejo: Program = {
  name: "Forgejo",
  publisher: "codeberg.org",
  path: /^codeberg\.org\/forgejo\/forgejo\/releases\/download\/v[^/]+\/forgejo-([\d.]+)-linux-amd64(\.xz)?$/,
};

const release = ({ version, sha256, url }: Found): JsonMap => ({ release: { version, sha256, url } });

const image = (program: string): Program => ({
  name: `the image ${program}`,
  publisher: "docker.io",
  path: new RegExp(`^oci/${program}$`),
});

const code = "open-infrastructure:code";
const ci = "open-infrastructure:ci";
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
    needs: (value) => value.image === undefined,
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
  },
  { setting: code, asks: ({ software }) => software === "gitea", wanted: gitea, instead: gitea, becomes: release },
  { setting: code, asks: ({ software }) => software === "gogs", wanted: gogs, instead: gogs, becomes: release },
  ...woodpeckerIn(ci, "server"),
  ...woodpeckerIn(runners, "agent"),
  droneIn(ci, "drone"),
  droneIn(runners, "drone-runner-docker"),
];
