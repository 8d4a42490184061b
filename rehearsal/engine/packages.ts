import type { RegisterPackageRequest } from "@pulumi/pulumi/proto/resource_pb";

/** A request that says which version of a package it means: by itself, or by a reference to what was registered. */
export interface PackageRequest {
  getVersion(): string;
  getPackageref(): string;
}

/** Packages that the program announced, as some languages do before they register resources. */
export class Packages {
  private readonly versions = new Map<string, string>();

  /** Returns what resources refer to it by. */
  register(request: RegisterPackageRequest): string {
    const [name, version] = [request.getName(), request.getVersion()];
    if (request.hasParameterization() || request.hasExtension$())
      throw new Error(`package "${name}" has parameters: such packages can't be rehearsed`);
    const reference = `${name}@${version}`;
    this.versions.set(reference, version);
    return reference;
  }

  version(request: PackageRequest): string {
    const reference = request.getPackageref();
    if (reference === "") return request.getVersion();
    const version = this.versions.get(reference);
    if (version === undefined) throw new Error(`unknown provider package '${reference}'`);
    return version;
  }
}
