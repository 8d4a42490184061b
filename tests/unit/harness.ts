import * as pulumi from "@pulumi/pulumi";

/** A resource that a program asked for, with plain inputs; `secret` names the inputs that held a secret anywhere. */
export interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  secret: string[];
  custom: boolean;
}

const envelope = "4dabf18193072939515e22adb298388d";

/** Starts a Pulumi program without an engine. Call it before the code under test makes a resource; what is asked for is found in the result. */
export function pretendEngine({ preview = false } = {}): Registered[] {
  const seen: Registered[] = [];
  pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, custom }) => {
        const secret = Object.keys(inputs).filter((key) => JSON.stringify(inputs[key] ?? null).includes(envelope));
        seen.push({ type, name, inputs: reveal(inputs) as Record<string, unknown>, secret, custom: custom ?? false });
        return preview
          ? { id: undefined, state: {} }
          : { id: `${name}-id`, state: { ...inputs, ...computed(type, name) } };
      },
      call: ({ inputs }) => inputs,
    },
    "project",
    "stack",
    preview,
    "organization",
  );
  return seen;
}

/** What a cloud would answer. */
function computed(type: string, name: string): Record<string, unknown> {
  switch (type) {
    case "tls:index/privateKey:PrivateKey":
      return {
        privateKeyOpenssh: `-----BEGIN OPENSSH PRIVATE KEY-----\nsecret-of-${name}\n-----END OPENSSH PRIVATE KEY-----\n`,
        publicKeyOpenssh: `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${name}\n`,
      };
    case "digitalocean:index/droplet:Droplet":
      return { ipv4Address: "203.0.113.10", ipv6Address: "2001:db8:113::10" };
    case "digitalocean:index/reservedIp:ReservedIp":
      return { ipAddress: "203.0.113.99" };
    case "command:remote:Command":
      return { stdout: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIpermanent\n", stderr: "" };
    default:
      return {};
  }
}

function reveal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reveal);
  if (value === null || typeof value !== "object") return value;
  if (envelope in value) return reveal((value as { value?: unknown }).value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, reveal(item)]));
}

/** Waits until everything that was asked for has been registered. */
export async function settled(): Promise<void> {
  const { waitForRPCs } = pulumi.runtime as unknown as { waitForRPCs(disable?: boolean): Promise<void> };
  await waitForRPCs();
}

/** The value of an output. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

/** The remote commands among the resources, by name. */
export function commands(seen: Registered[]): Record<string, string> {
  return Object.fromEntries(
    seen
      .filter(({ type }) => type === "command:remote:Command")
      .map(({ name, inputs }) => [name, inputs.create as string]),
  );
}

/** A machine for services under test. */
export const testHost = {
  address: "203.0.113.10",
  privateKey: "-----BEGIN PRIVATE KEY-----\nsecret-login-key\n-----END PRIVATE KEY-----\n",
  hostKey: `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"A".repeat(43)}`,
  instance: "4711",
};
