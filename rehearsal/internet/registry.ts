import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readJson, writeJson } from "../machines/places";
import { mirrorMount } from "./publishers";

/** Container registries, for which the internet machine answers with a registry of its own. `docker.io` is a name for people; programs call the second. */
export const registries = ["docker.io", "registry-1.docker.io", "index.docker.io", "registry.rehearsal.test"] as const;

/** Where the registry listens, on the internet machine only. */
export const registryAddress = "127.0.0.1:5000";

/** The registry's files. */
export const registryFiles: Record<string, string> = {
  "etc/docker/registry/config.yml": `version: 0.1
log: { level: warn }
storage: { filesystem: { rootdirectory: /var/lib/docker-registry } }
http: { addr: "${registryAddress}", relativeurls: true }
`,
};

/** nginx's rules for the registry. */
export const registrySite = (tls: string): string => `server {
  server_name ${registries.join(" ")};
  ${tls}
  client_max_body_size 0;
  location /v2/ {
    proxy_pass http://${registryAddress};
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-Proto https;
    proxy_request_buffering off;
    proxy_max_temp_file_size 0;
  }
}
`;

/** An image in the mirror folder, in OCI's layout. */
export interface MirroredImage {
  /** Name in the registry, for example `library/alpine`. */
  repository: string;
  tag: string;
  digest: string;
}

/** The directory of the mirror folder with images. */
const images = "oci";

/** The images in a mirror folder: directories `oci/NAME/`, a NAME may have slashes. */
export function mirroredImages(folder: string, repository = ""): MirroredImage[] {
  const directory = join(folder, images, repository);
  if (!existsSync(directory)) return [];
  if (existsSync(join(directory, "oci-layout"))) {
    const index = readJson<{ manifests: { digest: string; annotations?: Record<string, string> }[] }>(
      join(directory, "index.json"),
    );
    return index.manifests.map(({ digest, annotations = {} }) => ({
      repository,
      tag: annotations["org.opencontainers.image.ref.name"] ?? "latest",
      digest,
    }));
  }
  const names = readdirSync(directory).filter((name) => !name.startsWith("."));
  return names.flatMap((name) => mirroredImages(folder, join(repository, name)));
}

/**
 * Puts images of the mirror folder into the registry, if they aren't there yet. `copy` runs a command on the internet machine, `remembered` is
 * a file about what is there. An image that can't be served is told; only who needs it will miss it.
 */
export async function fillRegistry(
  folder: string,
  remembered: string,
  copy: (command: string[]) => Promise<{ status: number; stderr: string }>,
  log: (line: string) => void,
): Promise<void> {
  const pushed = existsSync(remembered) ? readJson<Record<string, string>>(remembered) : {};
  for (const { repository, tag, digest } of mirroredImages(folder)) {
    const name = `${repository}:${tag}`;
    if (pushed[name] === digest) continue;
    // The registry may just be starting.
    const options = ["--quiet", "--retry-times=5", "--all", "--preserve-digests", "--dest-tls-verify=false"];
    const places = [`oci:${mirrorMount}/${images}/${name}`, `docker://${registryAddress}/${name}`];
    const { status, stderr } = await copy(["skopeo", "--insecure-policy", "copy", ...options, ...places]);
    if (status === 0) writeJson(remembered, Object.assign(pushed, { [name]: digest }));
    else log(`the image ${name} of the mirror folder can't be served: ${stderr.trim().split("\n").at(-1)}`);
  }
}
