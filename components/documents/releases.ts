import { imageRelease } from "../release";

/** Software that keeps documents. */
export const DocumentsSoftware = {
  /** Nextcloud, free software, run by a company with a large community. Recommended. */
  Nextcloud: "nextcloud",
  /** ownCloud Classic, which Nextcloud came from, in its container. For those who have it. */
  OwnCloud: "owncloud",
} as const;

/** Software that keeps documents. */
export type DocumentsSoftware = (typeof DocumentsSoftware)[keyof typeof DocumentsSoftware];

/** A published archive, or an image of a container. */
export interface Release {
  version: string;
  sha256: string;
  url: string;
}

/**
 * What is installed unless `release` says otherwise, and the day after which its publisher corrects its major version no more. A version
 * whose checksum was not seen has no place here.
 */
export const releases: Record<DocumentsSoftware, { version: string; sha256: string; until?: string }> = {
  nextcloud: {
    // renovate: datasource=github-releases depName=nextcloud/server extractVersion=^v(?<version>.+)$
    version: "33.0.9",
    // of 33.0.9
    sha256: "f331c1041d027e6588526d2a00ce42bc70a9622eab5871c0be9177252cf77423",
    until: "2027-02-17",
  },
  owncloud: imageRelease(
    // renovate: datasource=docker
    "docker.io/owncloud/server:11.0.0@sha256:79b286cc06ec8bed102e76d7ee9abc6cc864635e8aa6ed391881bc1926eaeae7",
  ),
};

/** Where the publisher keeps a version, or the image that is pulled by its digest. */
export const published: Record<DocumentsSoftware, (version: string) => string> = {
  nextcloud: (version) => `https://download.nextcloud.com/server/releases/nextcloud-${version}.tar.bz2`,
  owncloud: () => "docker.io/owncloud/server",
};
