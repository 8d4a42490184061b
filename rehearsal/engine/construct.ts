import * as provider from "@pulumi/pulumi/proto/provider_pb";
import * as rpc from "@pulumi/pulumi/proto/resource_pb";
import type { PropertyMap } from "../providers/value";
import { fromStruct } from "../providers/wire";
import type { StackConfig } from "./default-providers";
import { markOutputs, urnsByKey, withOutputDependencies } from "./output-values";
import { aliasesOf } from "./transform-options";

/** What a plugin has to know of the run to make a component in it. */
export interface ConstructContext {
  project: string;
  stack: string;
  preview: boolean;
  parallel: number;
  config: StackConfig;
  /** Where `ResourceMonitor` answers. */
  monitor: string;
}

/** A component that a plugin made. */
export interface Constructed {
  urn: string;
  outputs: PropertyMap;
  /** URNs by output. */
  dependencies: Record<string, string[]>;
}

/** Asks for a component as a program registered it. `providers`: references by package, its own and its parents'. */
export function constructRequest(
  request: rpc.RegisterResourceRequest,
  providers: Record<string, string>,
  context: ConstructContext,
): provider.ConstructRequest {
  const inputs = request.getObject();
  const message = new provider.ConstructRequest()
    .setProject(context.project)
    .setStack(context.stack)
    .setOrganization("organization")
    .setDryrun(context.preview)
    .setParallel(context.parallel)
    .setMonitorendpoint(context.monitor)
    .setConfigsecretkeysList(context.config.secretKeys)
    .setType(request.getType())
    .setName(request.getName())
    .setParent(request.getParent())
    .setInputs(markOutputs(inputs))
    .setDependenciesList(request.getDependenciesList())
    .setAliasesList(aliasesOf(request))
    .setAdditionalsecretoutputsList(request.getAdditionalsecretoutputsList())
    .setDeletedwith(request.getDeletedwith())
    .setReplaceWithList(request.getReplaceWithList())
    .setIgnorechangesList(request.getIgnorechangesList())
    .setReplaceonchangesList(request.getReplaceonchangesList())
    .setReplacementTrigger(request.getReplacementTrigger())
    .setAcceptsOutputValues(true);
  if (request.hasProtect()) message.setProtect(request.getProtect() ?? false);
  if (request.hasRetainondelete()) message.setRetainondelete(request.getRetainondelete() ?? false);
  for (const [key, value] of Object.entries(context.config.values)) message.getConfigMap().set(key, value);
  for (const [name, reference] of Object.entries(providers)) message.getProvidersMap().set(name, reference);
  const known = urnsByKey(request.getPropertydependenciesMap());
  for (const [key, urns] of Object.entries(withOutputDependencies(inputs, known)))
    message.getInputdependenciesMap().set(key, new provider.ConstructRequest.PropertyDependencies().setUrnsList(urns));
  return message;
}

/** What the plugin answered. */
export function fromConstructResponse(response: provider.ConstructResponse): Constructed {
  const known = urnsByKey(response.getStatedependenciesMap());
  const state = response.getState();
  return { urn: response.getUrn(), outputs: fromStruct(state), dependencies: withOutputDependencies(state, known) };
}
