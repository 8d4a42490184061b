import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fingerprint } from "./folder";
import { findGo } from "./go";
import type { Item, Workshop } from "./item";
import { type ImageConfig, writeImage } from "./oci";
import type { Program } from "./releases";

const source = resolve(__dirname, "../stand-ins/drone");

/** An image of Drone's. */
interface Part {
  image: string;
  /** Directory of its source. */
  part: string;
  program: string;
  version: string;
  tags: string[];
  config: ImageConfig;
}

const parts: Part[] = [
  {
    image: "drone/drone",
    part: "server",
    program: "drone-server",
    version: "2.26.0",
    tags: ["2", "2.26.0"],
    config: {
      Entrypoint: ["/bin/drone-server"],
      Env: [
        "DRONE_DATABASE_DRIVER=sqlite3",
        "DRONE_DATABASE_DATASOURCE=/data/database.sqlite",
        "DRONE_SERVER_PORT=:80",
      ],
      ExposedPorts: { "80/tcp": {}, "443/tcp": {} },
      Volumes: { "/data": {} },
    },
  },
  {
    image: "drone/drone-runner-docker",
    part: "runner",
    program: "drone-runner-docker",
    version: "1.8.4",
    tags: ["1", "1.8.4"],
    config: { Entrypoint: ["/bin/drone-runner-docker"], ExposedPorts: { "3000/tcp": {} } },
  },
];

/** An image of Drone's. What is made here is a stand-in. */
export const drone = (name: "drone" | "drone-runner-docker"): Program => ({
  name: `the image drone/${name}`,
  publisher: "docker.io",
  path: new RegExp(`^oci/drone/${name}$`),
});

/** Stand-ins for the images of Drone's server and its runner for Docker. */
export const drones: Item[] = parts.map((part) => ({
  name: `the stand-in for the image ${part.image} ${part.version}`,
  files: [`oci/${part.image}`],
  what: "a stand-in",
  recipe: `${part.image} ${part.version} ${fingerprint(source)} 1`,
  minutes: 4,
  make: (workshop) => build(workshop, part),
}));

async function build(workshop: Workshop, { image, part, program, version, tags, config }: Part): Promise<void> {
  const { scratch, run } = workshop;
  const go = await findGo(workshop, "1.25");
  const rootfs = join(scratch, "root");
  for (const directory of ["bin", "data", "tmp"]) mkdirSync(join(rootfs, directory), { recursive: true });
  const env = { ...go.env, CGO_ENABLED: "0", GOOS: "linux", GOARCH: "amd64" };
  const flags = ["-trimpath", "-buildvcs=false", "-ldflags", `-s -w -X main.version=${version}`];
  await run([go.program, "build", ...flags, "-o", join(rootfs, "bin", program), `./${part}`], { cwd: source, env });
  const layout = join(scratch, "layout");
  await writeImage(workshop, { rootfs, config, tags }, layout);
  await workshop.keep(`oci/${image}`, layout);
}
