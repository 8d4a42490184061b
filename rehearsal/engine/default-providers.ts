import { Secret, type PropertyMap } from "../providers/value";
import type { Goal } from "./resource";
import { providerReference, providerType } from "./urn";
import type { Update } from "./update";

/** A program's configuration: values by full key, `project:key`. */
export interface StackConfig {
  values: Record<string, string>;
  secretKeys: string[];
}

/** Providers for resources that name none: one per package and version, with the stack's configuration of that package. */
export class DefaultProviders {
  private readonly references = new Map<string, Promise<string>>();

  constructor(
    private readonly update: Update,
    private readonly config: StackConfig,
  ) {}

  /** The reference of the default provider, which is registered when it is needed first. */
  get(packageName: string, version: string): Promise<string> {
    const key = `${packageName}@${version}`;
    const reference = this.references.get(key) ?? this.register(packageName, version);
    this.references.set(key, reference);
    return reference;
  }

  private async register(packageName: string, version: string): Promise<string> {
    const { resource } = await this.update.register(this.goal(packageName, version));
    return providerReference(resource.urn, resource.id);
  }

  private goal(packageName: string, version: string): Goal {
    return {
      type: providerType(packageName),
      name: version === "" ? "default" : `default_${version.split(/[.+-]/).join("_")}`,
      custom: true,
      inputs: { ...this.inputs(packageName), ...(version !== "" && versionInputs(version)) },
      parent: "",
      dependencies: [],
      provider: "",
      propertyDependencies: {},
      ignoreChanges: [],
      hideDiff: [],
      replaceOnChanges: [],
      additionalSecretOutputs: [],
      aliases: [],
      customTimeouts: {},
      importID: "",
      deletedWith: "",
      replaceWith: [],
      sourcePosition: "",
      stackTrace: [],
    };
  }

  private inputs(packageName: string): PropertyMap {
    const keys = Object.keys(this.config.values).filter((key) => key.startsWith(`${packageName}:`));
    return Object.fromEntries(
      keys.map((key) => {
        const value = this.config.values[key]!;
        return [key.slice(packageName.length + 1), this.config.secretKeys.includes(key) ? new Secret(value) : value];
      }),
    );
  }
}

/** How a provider's version is kept among its inputs. */
export function versionInputs(version: string): PropertyMap {
  return { __internal: {}, version };
}
