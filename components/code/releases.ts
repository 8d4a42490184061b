/** Software that hosts code. */
export const CodeHostingSoftware = {
  /** Forgejo, run by a non-profit, free software for good. Recommended. */
  Forgejo: "forgejo",
  /** Gitea, which Forgejo came from. */
  Gitea: "gitea",
  /** Gogs, which Gitea came from. Small, few maintainers, a history of exploited holes. */
  Gogs: "gogs",
} as const;

/** Software that hosts code. */
export type CodeHostingSoftware = (typeof CodeHostingSoftware)[keyof typeof CodeHostingSoftware];

/** A published archive. */
export interface Release {
  version: string;
  sha256: string;
  url: string;
}

/** What is installed unless `release` says otherwise. A version without a checksum that was seen has no place here. */
export const releases: Record<CodeHostingSoftware, { version: string; sha256: string } | undefined> = {
  forgejo: undefined,
  gitea: undefined,
  gogs: undefined,
};

/** Where the publisher keeps a version for 64-bit x86, and the checksum of it. */
export const published: Record<CodeHostingSoftware, (version: string) => { url: string; checksums: string }> = {
  forgejo: (version) => {
    const url = `https://codeberg.org/forgejo/forgejo/releases/download/v${version}/forgejo-${version}-linux-amd64.xz`;
    return { url, checksums: `${url}.sha256` };
  },
  gitea: (version) => {
    const url = `https://dl.gitea.com/gitea/${version}/gitea-${version}-linux-amd64.xz`;
    return { url, checksums: `${url}.sha256` };
  },
  gogs: (version) => ({
    url: `https://dl.gogs.io/${version}/gogs_${version}_linux_amd64.tar.gz`,
    checksums: `https://dl.gogs.io/${version}/checksum_sha256.txt`,
  }),
};

/** The first version of Gogs without the holes that are exploited in the wild. */
export const firstSafeGogs = "0.14.3";

/** The same archive at a mirror, which is laid out as HOST/PATH of the publishers' addresses. */
export function mirrored(url: string, mirror: string | undefined): string {
  return mirror === undefined ? url : `${mirror.replace(/\/$/, "")}/${url.replace("https://", "")}`;
}
