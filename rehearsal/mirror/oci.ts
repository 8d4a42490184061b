import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { sha256Of } from "./folder";
import type { Workshop } from "./item";

/** How a container of an image is started, in OCI's terms. */
export interface ImageConfig {
  Entrypoint?: string[];
  Cmd?: string[];
  Env?: string[];
  User?: string;
  WorkingDir?: string;
  ExposedPorts?: Record<string, object>;
  Volumes?: Record<string, object>;
}

const created = "2026-01-01T00:00:00Z";

/**
 * Writes an image for 64-bit x86 with the content of a directory as its only layer, in OCI's layout, into a directory that is new or has
 * other versions of it. The same content has the same digest each time; it is returned.
 */
export async function writeImage(
  workshop: Workshop,
  image: { rootfs: string; config: ImageConfig; tags: string[] },
  layout: string,
): Promise<string> {
  const blobs = join(layout, "blobs/sha256");
  mkdirSync(blobs, { recursive: true });
  const tar = join(layout, "layer.tar");
  const same = ["--sort=name", `--mtime=${created}`, "--numeric-owner", "--format=posix"];
  const stable = "--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime";
  await workshop.run(["tar", "--create", ...same, stable, `--file=${tar}`, "-C", image.rootfs, "."]);
  const diff = await sha256Of(tar);
  await workshop.run(["gzip", "-n", "-6", tar]);
  const layer = await sha256Of(`${tar}.gz`);
  const size = statSync(`${tar}.gz`).size;
  renameSync(`${tar}.gz`, join(blobs, layer));
  const blob = (mediaType: string, content: object): { mediaType: string; digest: string; size: number } => {
    const text = JSON.stringify(content);
    const digest = createHash("sha256").update(text).digest("hex");
    writeFileSync(join(blobs, digest), text);
    return { mediaType, digest: `sha256:${digest}`, size: text.length };
  };
  const type = (name: string): string => `application/vnd.oci.image.${name}`;
  const config = blob(type("config.v1+json"), {
    ...{ created, architecture: "amd64", os: "linux", config: image.config },
    rootfs: { type: "layers", diff_ids: [`sha256:${diff}`] },
    history: [{ created, created_by: "rehearsal" }],
  });
  const manifest = blob(type("manifest.v1+json"), {
    ...{ schemaVersion: 2, mediaType: type("manifest.v1+json"), config },
    layers: [{ mediaType: type("layer.v1.tar+gzip"), digest: `sha256:${layer}`, size }],
  });
  const manifests = image.tags.map((tag) => ({
    ...manifest,
    annotations: { "org.opencontainers.image.ref.name": tag },
  }));
  const index = join(layout, "index.json");
  const others = existsSync(index)
    ? (JSON.parse(readFileSync(index, "utf8")) as { manifests: object[] }).manifests
    : [];
  writeFileSync(join(layout, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  writeFileSync(index, JSON.stringify({ schemaVersion: 2, manifests: [...others, ...manifests] }));
  return manifest.digest;
}
