import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSettings } from "../../rehearsal/cli/stack-config";
import { run } from "../../rehearsal/engine/index";
import { readProject } from "../../rehearsal/engine/project";
import type { Provider, ResourceContext } from "../../rehearsal/providers/provider";
import { Secret, Unknown, unwrap, type PropertyMap } from "../../rehearsal/providers/value";
import { providers } from "../../rehearsal/providers/registry";
import { Markers, type Marker, type MarkerKind } from "./markers";
import { hideSecrets } from "./plain-secrets";

/** A resource that the program asks for. */
export interface Resource {
  urn: string;
  type: string;
  /** The last part of the URN. */
  name: string;
  /** URN. */
  parent?: string;
  /** URNs. */
  dependencies: string[];
  /** Secrets are masked. */
  inputs: Record<string, unknown>;
  /** Whether what it prints is secret. */
  secretResult: boolean;
  /** What a remote command reads from standard input; undefined if it isn't known. */
  stdin?: string;
  /** How a remote command reaches its machine; undefined if it isn't known. */
  connection?: { host: string; port: number; user: string };
  /** URNs of what a remote command's connection comes from. */
  reachedBy: string[];
}

/** What a program asks for, with markers in place of what isn't known. */
export interface Observation {
  project: string;
  stack: string;
  resources: Resource[];
  markers: Marker[];
  /** All public settings, as one text. */
  settings: string;
}

/** What only a cloud or a machine knows, and what stands for it. */
const later: Record<string, Record<string, MarkerKind>> = {
  "digitalocean:index/droplet:Droplet": { ipv4Address: "ipv4", ipv6Address: "ipv6" },
  "digitalocean:index/reservedIp:ReservedIp": { ipAddress: "ipv4" },
  "command:remote:Command": { stdout: "result" },
  "random:index/randomPassword:RandomPassword": { result: "secret" },
  "random:index/randomString:RandomString": { result: "secret" },
};

/** Looks at what the program of a project asks for in an empty cloud, by a preview that touches nothing. */
export async function observe(directory: string, stack: string): Promise<Observation> {
  const project = readProject(directory);
  const markers = new Markers();
  const settings = hideSecrets(
    readSettings(project, stack, (path) => markers.setting(path)),
    markers,
  );
  const asked = new Map<string, PropertyMap>();
  const scratch = mkdtempSync(join(tmpdir(), "eject-"));
  try {
    const { exitCode, events, preview } = await run({
      operation: "preview",
      projectDir: directory,
      stack,
      config: settings.values,
      secretConfig: settings.secretKeys,
      stateFile: join(scratch, "empty.json"),
      providers: Object.fromEntries(
        Object.entries(providers).map(([name, provider]) => [name, watched(provider, asked, markers)]),
      ),
    });
    if (exitCode !== 0) throw new Error(complaints(events.map(({ diagnosticEvent }) => diagnosticEvent)));
    const resources = (preview?.steps ?? []).flatMap(({ newState }) => (newState ? [newState] : []));
    return {
      project: project.name,
      stack,
      markers: markers.all,
      settings: Object.entries(settings.values)
        .filter(([key]) => !settings.secretKeys.includes(key))
        .map(([, value]) => value)
        .join("\n"),
      resources: resources.map(({ urn, type, parent, dependencies = [], inputs = {}, ...resource }) => ({
        ...{ urn, type, parent, dependencies, inputs, name: urn.split("::").at(-1)! },
        secretResult: resource.additionalSecretOutputs?.includes("stdout") ?? false,
        reachedBy: resource.propertyDependencies?.connection ?? [],
        ...reached(asked.get(urn)),
      })),
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A provider that notes what it is asked for, and answers a preview with markers for what it can't know. */
function watched(provider: Provider, asked: Map<string, PropertyMap>, markers: Markers): Provider {
  return {
    ...provider,
    create: async (context, inputs) => {
      asked.set(context.urn, inputs);
      const state = await provider.create(context, inputs);
      return { ...state, outputs: { ...state.outputs, ...marked(context, state.outputs, markers) } };
    },
  };
}

function marked({ type, urn }: ResourceContext, outputs: PropertyMap, markers: Markers): PropertyMap {
  const unknown = Object.entries(later[type] ?? {}).filter(
    ([property]) => unwrap(outputs[property]) instanceof Unknown,
  );
  return Object.fromEntries(
    unknown.map(([property, kind]) => {
      const text = markers.text(kind, urn);
      return [property, outputs[property] instanceof Secret ? new Secret(text) : text];
    }),
  );
}

/** What is masked in a preview. */
function reached(inputs: PropertyMap | undefined): Pick<Resource, "stdin" | "connection"> {
  const [stdin, connection] = [unwrap(inputs?.stdin), unwrap(inputs?.connection)];
  const { host, port = 22, user = "root" } = (connection ?? {}) as { host?: unknown; port?: unknown; user?: unknown };
  return {
    ...(typeof stdin === "string" && { stdin }),
    ...(typeof host === "string" && { connection: { host, port: Number(port), user: String(user) } }),
  };
}

function complaints(diagnostics: ({ severity: string; message: string } | undefined)[]): string {
  const errors = diagnostics.flatMap((told) => (told?.severity === "error" ? [told.message.trim()] : []));
  return ["the program can't be previewed:", ...new Set(errors)].join("\n");
}
