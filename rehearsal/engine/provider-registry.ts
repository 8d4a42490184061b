import { randomUUID } from "node:crypto";
import type { CheckResult, Provider, ResourceState } from "../providers/provider";
import { serve, type ProviderServer } from "../providers/server";
import { containsUnknown, type PropertyMap } from "../providers/value";
import { UNKNOWN } from "../providers/wire";
import { equal } from "../providers/compare";
import { ProviderClient, type Difference, type Manager, type Mode } from "./provider-client";
import type { Resource } from "./resource";
import { packageOf, providerReference, typeOf } from "./urn";
import { UnconfiguredProvider } from "./unconfigured-provider";

/** Starts providers on demand and manages provider resources, default and explicit, the way other providers manage theirs. */
export class ProviderRegistry implements Manager {
  private readonly servers: ProviderServer[] = [];
  private readonly clients = new Map<string, Promise<ProviderClient>>();
  private readonly instances = new Map<string, Manager>();

  constructor(private readonly providers: Record<string, Provider>) {}

  /** The manager behind a reference, once the provider resource was created, updated or found unchanged. */
  get(reference: string): Manager | undefined {
    return this.instances.get(reference);
  }

  /** Calls a function of a package. */
  async client(packageName: string): Promise<ProviderClient> {
    const started = this.clients.get(packageName) ?? this.start(packageName);
    this.clients.set(packageName, started);
    return started;
  }

  /** Uses a provider as it was before this run. */
  async same(resource: Resource): Promise<void> {
    await this.configure(resource.urn, resource.id, resource.inputs);
  }

  async check(urn: string, _olds: PropertyMap | undefined, news: PropertyMap): Promise<CheckResult> {
    const client = await this.client(packageOf(typeOf(urn)));
    const { inputs, failures } = await client.checkConfig(urn, news);
    return { inputs: { ...(news.version !== undefined && { version: news.version }), ...inputs }, failures };
  }

  async diff(
    urn: string,
    _id: string,
    oldInputs: PropertyMap,
    oldOutputs: PropertyMap,
    news: PropertyMap,
  ): Promise<Difference> {
    const client = await this.client(packageOf(typeOf(urn)));
    const difference = await client.diffConfig(urn, oldInputs, oldOutputs, news);
    return { ...difference, changes: difference.changes ?? !equal(oldOutputs, news) };
  }

  /** True if resources of a provider with the old configuration can't be managed with the new one. */
  async mustReplace(urn: string, old: Resource, news: PropertyMap): Promise<boolean> {
    const client = await this.client(packageOf(typeOf(urn)));
    const { replaces = [], detailedDiff = {} } = await client.diffConfig(urn, old.inputs, old.outputs, news);
    return replaces.length > 0 || Object.values(detailedDiff).some(({ kind }) => kind.endsWith("-replace"));
  }

  async create(urn: string, inputs: PropertyMap, { preview }: Mode): Promise<ResourceState> {
    const id = preview ? UNKNOWN : randomUUID();
    await this.configure(urn, id, inputs);
    return { id, outputs: inputs };
  }

  async update(
    urn: string,
    id: string,
    _oldInputs: PropertyMap,
    _oldOutputs: PropertyMap,
    news: PropertyMap,
  ): Promise<ResourceState> {
    await this.configure(urn, id, news);
    return { id, outputs: news };
  }

  async read(_urn: string, id: string, inputs: PropertyMap, outputs: PropertyMap): Promise<ResourceState> {
    return { id, inputs, outputs };
  }

  async delete(): Promise<void> {
    // Nothing exists of a provider but its entry in the state.
  }

  /** Asks every provider to end what it is doing. */
  async cancel(): Promise<void> {
    await Promise.all([...this.clients.keys()].map((name) => this.providers[name]?.cancel?.()));
  }

  async close(): Promise<void> {
    for (const client of this.clients.values()) (await client).close();
    await Promise.all(this.servers.map((server) => server.close()));
  }

  private async configure(urn: string, id: string, inputs: PropertyMap): Promise<void> {
    const client = await this.client(packageOf(typeOf(urn)));
    const unknown = containsUnknown(inputs);
    if (!unknown) await client.configure(urn, id, inputs);
    this.instances.set(providerReference(urn, id), unknown ? new UnconfiguredProvider() : client);
  }

  private async start(packageName: string): Promise<ProviderClient> {
    const provider = this.providers[packageName];
    if (!provider) {
      const known = Object.keys(this.providers).sort().join(", ");
      throw new Error(`there is no provider for package "${packageName}" here; there are: ${known}`);
    }
    const server = await serve(provider);
    this.servers.push(server);
    return new ProviderClient(server.address);
  }
}
