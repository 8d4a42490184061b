import type { CheckResult, ResourceState } from "../providers/provider";
import type { PropertyMap } from "../providers/value";
import type { Difference, Manager } from "./provider-client";

/** Thrown by a comparison that can't be made before the provider's configuration is known. */
export class DiffUnavailable extends Error {
  constructor() {
    super(
      "The provider for this resource has inputs that are not known during preview.\n" +
        "This preview may not correctly represent the changes that will be applied during an update.",
    );
  }
}

/** Stands for a provider whose configuration isn't known yet, at a preview: everything is taken as it is and nothing comes out. */
export class UnconfiguredProvider implements Manager {
  async check(_urn: string, _olds: PropertyMap | undefined, news: PropertyMap): Promise<CheckResult> {
    return { inputs: news };
  }

  async diff(): Promise<Difference> {
    throw new DiffUnavailable();
  }

  async create(): Promise<ResourceState> {
    return { id: "", outputs: {} };
  }

  async update(_urn: string, id: string): Promise<ResourceState> {
    return { id, outputs: {} };
  }

  async read(_urn: string, id: string): Promise<ResourceState> {
    return { id, inputs: {}, outputs: {} };
  }

  async delete(): Promise<void> {
    throw new Error("a resource can't be deleted before its provider is configured");
  }
}
