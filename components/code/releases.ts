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

/** What is installed unless `release` says otherwise. A version whose checksum was not seen has no place here. */
export const releases: Record<CodeHostingSoftware, { version: string; sha256: string; newer?: string }> = {
  forgejo: {
    // renovate: datasource=forgejo-releases depName=forgejo/forgejo registryUrl=https://codeberg.org extractVersion=^v(?<version>.+)$
    version: "15.0.2",
    // of 15.0.2
    sha256: "d0e6f83ec24bc84eba90fdab48ad08b16f61e6b1e5095bf8483be849d860fdc8",
    newer: "15.0.9",
  },
  gitea: {
    // renovate: datasource=github-releases depName=go-gitea/gitea extractVersion=^v(?<version>.+)$
    version: "1.27.3",
    // of 1.27.3
    sha256: "4da93c2c10b6980c359bcb86d5573ebfd7770e2e151756534edee24c8c12d971",
  },
  gogs: {
    // renovate: datasource=github-releases depName=gogs/gogs extractVersion=^v(?<version>.+)$
    version: "0.14.3",
    // of 0.14.3
    sha256: "c27fbd8337ebd661929389f5237bf601e09958d514835c99fad3b904c63bedb2",
  },
};

/** Where the publisher keeps a version for 64-bit x86. */
export const published: Record<CodeHostingSoftware, (version: string) => string> = {
  forgejo: (version) =>
    `https://codeberg.org/forgejo/forgejo/releases/download/v${version}/forgejo-${version}-linux-amd64`,
  gitea: (version) => `https://dl.gitea.com/gitea/${version}/gitea-${version}-linux-amd64`,
  gogs: (version) => {
    // Since 0.14 the archive's name has a v.
    const named = /^0\.(\d|1[0-3])\./.test(version) ? version : `v${version}`;
    return `https://github.com/gogs/gogs/releases/download/v${version}/gogs_${named}_linux_amd64.tar.gz`;
  },
};

/** The first version of Gogs without the holes that are exploited in the wild. */
export const firstSafeGogs = "0.14.3";
