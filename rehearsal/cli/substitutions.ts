import { gitea, gogs } from "../mirror/releases";
import type { Found, Program } from "../mirror/releases";
import type { JsonMap } from "../engine/stored";

/** A program that a setting asks for, and what a rehearsal uses if it can't be had. */
export interface Substitution {
  /** Full key of the setting, whose value is an object. */
  setting: string;
  /** Whether the setting asks for it. */
  asks(value: JsonMap): boolean;
  wanted: Program;
  /** What is used instead, made on this computer. */
  instead: Program;
  /** What the setting then has in place of what it had. */
  becomes(found: Found): JsonMap;
}

const forgejo: Program = {
  name: "Forgejo",
  publisher: "codeberg.org",
  path: /^codeberg\.org\/forgejo\/forgejo\/releases\/download\/v[^/]+\/forgejo-([\d.]+)-linux-amd64(\.xz)?$/,
};

const release = ({ version, sha256, url }: Found): JsonMap => ({ release: { version, sha256, url } });

const code = "open-infrastructure:code";

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
];
