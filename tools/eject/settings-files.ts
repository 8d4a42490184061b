import type { Marker } from "./markers";
import type { Organisation } from "./organisation";
import type { SecretReaders } from "./tree";

/** `variables.env`: what the operator learns on the way. */
export function variablesFile(organisation: Organisation, markers: Marker[]): string {
  const lines = sorted(organisation, markers).map(
    (marker) => `# ${about(organisation, marker)}\n${organisation.names.variable(marker)}=\n`,
  );
  return `# Fill in each as you learn it. What is after = is the value, without quotes.\n${lines.map((line) => `\n${line}`).join("")}`;
}

/** Markers by the names of their variables. */
export function sorted({ names }: Organisation, markers: Marker[]): Marker[] {
  return [...markers].sort((a, b) => (names.variable(a) < names.variable(b) ? -1 : 1));
}

/** `secrets.env.example` of a machine. */
export function secretsExample(organisation: Organisation, readers: SecretReaders): string {
  const lines = [...readers.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      ({ name, marker, scripts }) => `\n# ${origin(organisation, marker)}. Read by ${scripts.join(", ")}.\n${name}=\n`,
    );
  return `# cp secrets.env.example secrets.env && chmod 600 secrets.env, then fill it in. What is after = is the secret, without quotes.\n${lines.join("")}`;
}

/** Where a secret comes from, as a sentence without its full stop. */
export function origin(organisation: Organisation, marker: Marker | undefined): string {
  return marker ? about(organisation, marker) : "Written down in the program";
}

/** What a marker stands for, as a sentence without its full stop. */
export function about({ machines, names }: Organisation, { kind, of }: Marker): string {
  const resource = names.resource(of);
  if (!resource) return `The stack's setting ${of}: pulumi config get prints it as long as you have the stack`;
  const family = { ipv4: "IPv4", ipv6: "IPv6", result: "", secret: "", secretAddress: "", privateKey: "" }[kind];
  if (family !== "") {
    const reserved = /ReservedIp$/.test(resource.type) ? "Reserved " : "";
    return `${reserved}${family} address of ${names.machine(resource)}`;
  }
  if (kind !== "result") return "Made up once, for example by openssl rand -hex 32";
  const [machine, step] = machines
    .flatMap((machine) => machine.steps.map((step) => [machine, step] as const))
    .find(([, step]) => step.resource.urn === of) ?? [undefined, undefined];
  return machine ? `What ${machine.name}/${step.script} prints` : `What ${resource.name} prints`;
}
