import * as pulumi from "@pulumi/pulumi";
import { checked, demand, domainName, networkRange, plainName, refuse, type Rule, wholeNumber } from "../validate";
import { CiSoftware } from "./ci-args";
import type { CiRunnerArgs, CiRunnerImageArgs } from "./ci-runner-args";
import { privateNetworks } from "./ci-runner-firewall";
import { pinnedImage } from "./ci-rules";
import { checkedRelease } from "./ci-settings";
import type { Release } from "./release";

/** What a runner is to be, once it is known and allowed. None of it is secret. */
export interface CiRunnerSettings {
  software: string;
  server: string;
  hostname: string;
  capacity: number;
  repository: string | undefined;
  labels: Record<string, string>;
  release: Release | undefined;
  image: string | undefined;
}

const repositoryName: Rule<string> = {
  allowed: 'owner and name of a repository such as "example/infrastructure"',
  accepts: (value) => typeof value === "string" && /^[\w-][\w.-]{0,99}\/[\w-][\w.-]{0,99}$/.test(value),
};

const labelKey: Rule<string> = {
  allowed: 'a label such as "memory" or "!memory"',
  accepts: (value) => /^!?[a-z][a-z0-9.-]{0,40}$/.test(value) && !/^!?repo$/.test(value),
};

const labelValue: Rule<string> = {
  allowed: "letters, digits, dots, hyphens or slashes, or * for any",
  accepts: (value) => typeof value === "string" && /^(\*|[\w./-]{1,80})$/.test(value),
};

const imageName: Rule<string> = {
  allowed: 'a name with a tag such as "example/android:1"',
  accepts: (value) => typeof value === "string" && /^[a-z0-9][a-z0-9._/-]{0,100}:[\w][\w.-]{0,60}$/.test(value),
};

const contextPath: Rule<string> = {
  allowed: 'a path in the directory of the image such as "entry.sh"',
  accepts: (value) => /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(value) && value.length <= 100 && value !== "Dockerfile",
};

const text: Rule<string> = {
  allowed: "a text",
  accepts: (value) => typeof value === "string" && value.trim() !== "" && !value.includes("\0"),
};

/** The settings of a runner; a plain input that is not allowed is refused at once. */
export function checkedRunner(
  resource: pulumi.Resource,
  name: string,
  args: CiRunnerArgs,
): pulumi.Output<CiRunnerSettings> {
  demand(resource, "name", name, plainName);
  if (args.release !== undefined && args.image !== undefined)
    refuse(resource, "release is for woodpecker and image for drone, got both");
  const software = args.image === undefined ? CiSoftware.Woodpecker : CiSoftware.Drone;
  // The whole is secret because of one part; what scripts say must not be.
  const server = pulumi.output(args.server);
  return pulumi.output({
    software: checked(resource, "server.software", pulumi.unsecret(server.software), {
      allowed:
        software === CiSoftware.Drone
          ? "drone, which image is for"
          : 'woodpecker, unless image is given: "docker.io/drone/drone-runner-docker@sha256:…"',
      accepts: (value) => value === software,
    }),
    server: checked(resource, "server.server", pulumi.unsecret(server.server), domainName),
    hostname: name,
    capacity: checked(resource, "capacity", args.capacity ?? 1, wholeNumber(1, 64)),
    repository:
      args.repository === undefined ? undefined : checked(resource, "repository", args.repository, repositoryName),
    labels: checkedLabels(resource, args.labels ?? {}),
    release: args.image === undefined ? checkedRelease(resource, "woodpecker-agent", args) : undefined,
    image: args.image === undefined ? undefined : checked(resource, "image", args.image, pinnedImage),
  });
}

function checkedLabels(resource: pulumi.Resource, labels: Record<string, pulumi.Input<string>>) {
  return Object.fromEntries(
    Object.entries(labels).map(([key, value]) => {
      demand(resource, "labels", key, labelKey);
      return [key, checked(resource, `labels.${key}`, value, labelValue)];
    }),
  );
}

/** Networks that are closed to builds. */
export function checkedClosed(resource: pulumi.Resource, args: CiRunnerArgs): pulumi.Output<string[]> {
  const closed = args.closedNetworks ?? privateNetworks;
  demand(resource, "closedNetworks", closed, { allowed: "a list of networks", accepts: Array.isArray });
  return pulumi.all(
    closed.map((network, index) => checked(resource, `closedNetworks[${index}]`, network, networkRange)),
  );
}

/** Images that are built. */
export function checkedImages(resource: pulumi.Resource, { images = [] }: CiRunnerArgs): CiRunnerImageArgs[] {
  images.forEach(({ name, dockerfile, files = {} }, index) => {
    demand(resource, `images[${index}].name`, name, imageName);
    demand(resource, `images[${index}].dockerfile`, dockerfile, text);
    for (const [path, content] of Object.entries(files)) {
      demand(resource, `images[${index}].files`, path, contextPath);
      demand(resource, `images[${index}].files["${path}"]`, content, text);
    }
  });
  return images;
}
