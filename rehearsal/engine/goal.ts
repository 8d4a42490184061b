import type { Value as ProtoValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Alias as AliasMessage } from "@pulumi/pulumi/proto/alias_pb";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { SourcePosition, StackTrace } from "@pulumi/pulumi/proto/source_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Value } from "../providers/value";
import { fromStruct } from "../providers/wire";
import { urnsByKey } from "./output-values";
import { parsePath } from "./property-path";
import type { Alias, Goal, StackFrame, Timeouts } from "./resource";
import { packageOf, parseReference, typeOf } from "./urn";

/** Gives a registration the options that it doesn't say and has from its parent. */
export function inherit(request: RegisterResourceRequest, parent: Goal | undefined): void {
  if (!parent) return;
  if (!request.hasProtect() && parent.protect !== undefined) request.setProtect(parent.protect);
  if (!request.hasRetainondelete() && parent.retainOnDelete !== undefined)
    request.setRetainondelete(parent.retainOnDelete);
  request.setDeletedwith(request.getDeletedwith() || parent.deletedWith);
  request.setProvider(request.getProvider() || inheritedProvider(request.getType(), parent));
}

/** Reads a registration. */
export function readGoal(request: RegisterResourceRequest, projectDir: string): Goal {
  const inputs = fromStruct(request.getObject());
  const dependencies = request.getDependenciesList();
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    inputs,
    parent: request.getParent(),
    protect: request.hasProtect() ? request.getProtect() : undefined,
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
    deletedWith: request.getDeletedwith(),
    deleteBeforeReplace:
      request.getDeletebeforereplacedefined() || request.getDeletebeforereplace()
        ? request.getDeletebeforereplace()
        : undefined,
    dependencies,
    provider: request.getProvider(),
    propertyDependencies: propertyDependencies(request, Object.keys(inputs), dependencies),
    ignoreChanges: request.getIgnorechangesList(),
    hideDiff: request.getHidediffsList().map(parsePath),
    replaceOnChanges: request.getReplaceonchangesList(),
    replacementTrigger: fromValue(request.getReplacementTrigger()),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: [
      ...request.getAliasurnsList().map((urn) => ({ urn })),
      ...request.getAliasesList().map((alias) => readAlias(alias, request.getAliasspecs())),
    ],
    customTimeouts: readTimeouts(request),
    importID: request.getImportid(),
    replaceWith: request.getReplaceWithList(),
    ...readPosition(request, projectDir),
  };
}

/** Where a request comes from. */
export function readPosition(
  request: { getSourceposition(): SourcePosition | undefined; getStacktrace(): StackTrace | undefined },
  projectDir: string,
): { sourcePosition: string; stackTrace: StackFrame[] } {
  const frames = request.getStacktrace()?.getFramesList() ?? [];
  return {
    sourcePosition: formatPosition(request.getSourceposition(), projectDir),
    stackTrace: frames.map((frame) => {
      const sourcePosition = formatPosition(frame.getPc(), projectDir);
      return sourcePosition === "" ? {} : { sourcePosition };
    }),
  };
}

function formatPosition(position: SourcePosition | undefined, projectDir: string): string {
  if (!position?.getUri().startsWith("file://")) return "";
  const path = relative(projectDir, fileURLToPath(position.getUri()));
  const column = position.getColumn();
  return `project:///${path}#${position.getLine()}${column ? `,${column}` : ""}`;
}

function inheritedProvider(type: string, parent: Goal): string {
  if (!parent.provider) return "";
  return packageOf(typeOf(parseReference(parent.provider).urn)) === packageOf(type) ? parent.provider : "";
}

function propertyDependencies(
  request: RegisterResourceRequest,
  keys: string[],
  dependencies: string[],
): Record<string, string[]> {
  const map = request.getPropertydependenciesMap();
  if (map.getLength() === 0) return Object.fromEntries(keys.map((key) => [key, dependencies]));
  return { ...Object.fromEntries(keys.map((key) => [key, []])), ...urnsByKey(map) };
}

function readAlias(message: AliasMessage, specified: boolean): Alias {
  const spec = message.getSpec();
  if (!spec) return { urn: message.getUrn() };
  const [parent, noParent] = [spec.getParenturn(), spec.getNoparent()];
  const alias = { name: spec.getName(), type: spec.getType(), stack: spec.getStack(), project: spec.getProject() };
  // Older SDKs for Node.js said it the other way round.
  return { ...alias, parent, noParent: specified ? noParent : parent === "" && !noParent };
}

function readTimeouts(request: RegisterResourceRequest): Timeouts {
  const timeouts = request.getCustomtimeouts();
  if (!timeouts) return {};
  const texts = {
    create: timeouts.getCreate(),
    update: timeouts.getUpdate(),
    delete: timeouts.getDelete(),
    read: timeouts.getRead(),
  };
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]) => (text === "" ? [] : [[key, seconds(text)]])),
  );
}

const UNITS: Record<string, number> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** Reads a duration such as `1h30m`. */
function seconds(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.map(([part]) => part).join("") !== text) throw new Error(`unable to parse customTimeout Value ${text}`);
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0);
}

function fromValue(value: ProtoValue | undefined): Value | undefined {
  if (!value) return undefined;
  const struct = new Struct();
  struct.getFieldsMap().set("value", value);
  return fromStruct(struct).value;
}
