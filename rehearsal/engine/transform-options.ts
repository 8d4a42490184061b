import { Alias } from "@pulumi/pulumi/proto/alias_pb";
import { TransformResourceOptions, type RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

/** A registration's aliases, whichever way they are said. */
export function aliasesOf(request: RegisterResourceRequest): Alias[] {
  return [...request.getAliasurnsList().map((urn) => new Alias().setUrn(urn)), ...request.getAliasesList()];
}

/** A registration's options as a transform gets them. */
export function optionsOf(request: RegisterResourceRequest): TransformResourceOptions {
  const options = new TransformResourceOptions()
    .setImport(request.getImportid())
    .setDependsOnList(request.getDependenciesList())
    .setIgnoreChangesList(request.getIgnorechangesList())
    .setReplaceOnChangesList(request.getReplaceonchangesList())
    .setReplacementTrigger(request.getReplacementTrigger())
    .setVersion(request.getVersion())
    .setAliasesList(aliasesOf(request))
    .setProvider(request.getProvider())
    .setHideDiffList(request.getHidediffsList())
    .setCustomTimeouts(request.getCustomtimeouts())
    .setPluginDownloadUrl(request.getPlugindownloadurl())
    .setDeletedWith(request.getDeletedwith())
    .setReplaceWithList(request.getReplaceWithList())
    .setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList())
    .setHooks(request.getHooks());
  if (request.hasProtect()) options.setProtect(request.getProtect()!);
  if (request.hasRetainondelete()) options.setRetainOnDelete(request.getRetainondelete()!);
  if (request.getDeletebeforereplacedefined() || request.getDeletebeforereplace())
    options.setDeleteBeforeReplace(request.getDeletebeforereplace());
  request.getProvidersMap().forEach((reference, name) => options.getProvidersMap().set(name, reference));
  request.getPluginchecksumsMap().forEach((checksum, name) => options.getPluginChecksumsMap().set(name, checksum));
  return options;
}

/** Gives a registration the options that a transform answered with. */
export function setOptions(request: RegisterResourceRequest, options: TransformResourceOptions): void {
  request
    .setImportid(options.getImport())
    .setDependenciesList(options.getDependsOnList())
    .setIgnorechangesList(options.getIgnoreChangesList())
    .setReplaceonchangesList(options.getReplaceOnChangesList())
    .setReplacementTrigger(options.getReplacementTrigger())
    .setVersion(options.getVersion())
    .setAliasurnsList([])
    .setAliasesList(options.getAliasesList())
    .setProvider(options.getProvider())
    .setHidediffsList(options.getHideDiffList())
    .setCustomtimeouts(options.getCustomTimeouts())
    .setPlugindownloadurl(options.getPluginDownloadUrl())
    .setDeletedwith(options.getDeletedWith())
    .setReplaceWithList(options.getReplaceWithList())
    .setAdditionalsecretoutputsList(options.getAdditionalSecretOutputsList())
    .setHooks(options.getHooks())
    .setDeletebeforereplacedefined(options.hasDeleteBeforeReplace())
    .setDeletebeforereplace(options.getDeleteBeforeReplace() ?? false);
  request.clearProtect();
  request.clearRetainondelete();
  if (options.hasProtect()) request.setProtect(options.getProtect()!);
  if (options.hasRetainOnDelete()) request.setRetainondelete(options.getRetainOnDelete()!);
  request.clearProvidersMap();
  request.clearPluginchecksumsMap();
  options.getProvidersMap().forEach((reference, name) => request.getProvidersMap().set(name, reference));
  options.getPluginChecksumsMap().forEach((checksum, name) => request.getPluginchecksumsMap().set(name, checksum));
}
