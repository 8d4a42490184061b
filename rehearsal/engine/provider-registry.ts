import { randomUUID } from "node:crypto";
import { equal } from "../providers/compare";
import type { CheckResult, Provider, ResourceState } from "../providers/provider";
import { serve } from "../providers/server";
import { containsUnknown, type PropertyMap } from "../providers/value";
import { UNKNOWN } from "../providers/wire";
import type { ComponentPlugins } from "./component-plugins";
import { isReplacement } from "./diff";
import { ProviderClient, type Difference, type Manager, type Mode } from "./provider-client";
import type { Resource } from "./resource";
import { UnconfiguredProvider } from "./unconfigured-provider";
import { packageOf, providerReference, typeOf } from "./urn";

/** A provider, or what makes one for every provider resource of a program, so that each has its own configuration. */
export type ProviderSource = Provider | (() => Provider);

/** Only the engine's business: no part of a provider's configuration. */
const INTERNAL = "__internal";

/** A provider that answers: one of the rehearsal's own, or the plugin of a package of components. */
interface Started {
  client: ProviderClient;
  close(): Promise<void>;
  cancel?(): Promise<void>;
}

/** Starts providers on demand and manages provider resources, default and explicit, the way other providers manage theirs. */
export class ProviderRegistry implements Manager {
  private readonly started: Started[] = [];
  private readonly plugins: ProviderClient[] = [];
  private engine: string | undefined;
  /** By URN: started and asked, but not configured yet. */
  private readonly fresh = new Map<string, ProviderClient>();
  /** By reference. */
  private readonly instances = new Map<string, Manager>();

  constructor(
    private readonly sources: Record<string, ProviderSource>,
    private readonly components?: ComponentPlugins,
  ) {}

  /** From now on plugins can make components: the engine answers at an address. */
  async attach(engine: string): Promise<void> {
    this.engine = engine;
    await Promise.all(this.plugins.map((plugin) => plugin.attach(engine)));
  }

  /** The manager behind a reference, once the provider resource was created, updated or found unchanged. */
  get(reference: string): Manager | undefined {
    return this.instances.get(reference);
  }

  /** Uses a provider as it was before this run. */
  async same(resource: Resource): Promise<void> {
    const reference = providerReference(resource.urn, resource.id);
    if (!this.instances.has(reference)) await this.configure(resource.urn, resource.id, resource.inputs);
  }

  async check(urn: string, _olds: PropertyMap | undefined, news: PropertyMap): Promise<CheckResult> {
    const { version, [INTERNAL]: internal, ...config } = news;
    const { inputs, failures } = await (await this.client(urn)).checkConfig(urn, { ...config, version });
    return {
      inputs: {
        ...inputs,
        ...(version !== undefined && { version }),
        ...(internal !== undefined && { [INTERNAL]: internal }),
      },
      failures,
    };
  }

  async diff(
    urn: string,
    _id: string,
    oldInputs: PropertyMap,
    oldOutputs: PropertyMap,
    news: PropertyMap,
  ): Promise<Difference> {
    const client = await this.client(urn);
    const difference = await client.diffConfig(urn, config(oldInputs), oldOutputs, config(news));
    return { ...difference, changes: difference.changes ?? !equal(oldOutputs, config(news)) };
  }

  /** True if resources of a provider with the old configuration can't be managed with the new one. */
  async mustReplace(urn: string, old: Resource, news: PropertyMap): Promise<boolean> {
    const client = await this.client(urn);
    return isReplacement(await client.diffConfig(urn, config(old.inputs), old.outputs, config(news)));
  }

  async create(urn: string, inputs: PropertyMap, { preview }: Mode): Promise<ResourceState> {
    const id = preview ? UNKNOWN : randomUUID();
    await this.configure(urn, id, inputs);
    return { id, outputs: config(inputs) };
  }

  async update(
    urn: string,
    id: string,
    _oldInputs: PropertyMap,
    _oldOutputs: PropertyMap,
    news: PropertyMap,
  ): Promise<ResourceState> {
    await this.configure(urn, id, news);
    return { id, outputs: config(news) };
  }

  async read(_urn: string, id: string, inputs: PropertyMap, outputs: PropertyMap): Promise<ResourceState> {
    return { id, inputs, outputs };
  }

  async delete(): Promise<void> {
    // Nothing exists of a provider but its entry in the state.
  }

  /** Asks every provider to end what it is doing. */
  async cancel(): Promise<void> {
    await Promise.all(this.started.map(({ cancel }) => cancel?.()));
  }

  async close(): Promise<void> {
    for (const { client } of this.started) client.close();
    await Promise.all(this.started.map(({ close }) => close()));
  }

  private async configure(urn: string, id: string, inputs: PropertyMap): Promise<void> {
    const client = await this.client(urn);
    this.fresh.delete(urn);
    const unknown = containsUnknown(inputs);
    if (!unknown) await client.configure(urn, id, config(inputs));
    this.instances.set(providerReference(urn, id), unknown ? new UnconfiguredProvider() : client);
  }

  /** The instance that is about to be configured. */
  private async client(urn: string): Promise<ProviderClient> {
    const client = this.fresh.get(urn) ?? (await this.start(packageOf(typeOf(urn))));
    this.fresh.set(urn, client);
    return client;
  }

  private async start(packageName: string): Promise<ProviderClient> {
    const source = this.sources[packageName];
    const started = source ? await startOwn(source) : await this.startPlugin(packageName);
    if (!started) {
      const known = [...Object.keys(this.sources), ...(this.components?.names ?? [])].sort().join(", ");
      throw new Error(`there is no provider for package "${packageName}" here; there are: ${known}`);
    }
    this.started.push(started);
    return started.client;
  }

  private async startPlugin(packageName: string): Promise<Started | undefined> {
    const plugin = await this.components?.start(packageName, this.engine);
    if (!plugin) return undefined;
    const client = new ProviderClient(plugin.address);
    this.plugins.push(client);
    return { client, close: () => plugin.close() };
  }
}

async function startOwn(source: ProviderSource): Promise<Started> {
  const provider = typeof source === "function" ? source() : source;
  const server = await serve(provider);
  return {
    client: new ProviderClient(server.address),
    close: () => server.close(),
    cancel: () => provider.cancel?.() ?? Promise.resolve(),
  };
}

function config(inputs: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => key !== INTERNAL));
}
