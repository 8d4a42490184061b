import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import type { CheckFailure, DiffResult, PropertyDiff } from "./provider";
import type { PropertyMap } from "./value";
import { toStruct } from "./wire";

const KINDS: PropertyDiff["kind"][] = ["add", "add-replace", "delete", "delete-replace", "update", "update-replace"];
const { DIFF_SOME, DIFF_NONE } = rpc.DiffResponse.DiffChanges;

/** The answer to Check and CheckConfig. */
export function checkResponse(inputs: PropertyMap, failures?: CheckFailure[]): rpc.CheckResponse {
  return new rpc.CheckResponse().setInputs(toStruct(inputs)).setFailuresList(toFailures(failures));
}

/** Refused properties as they travel. */
export function toFailures(failures: CheckFailure[] = []): rpc.CheckFailure[] {
  return failures.map(({ property, reason }) => new rpc.CheckFailure().setProperty(property).setReason(reason));
}

/** The answer to Diff and DiffConfig. */
export function diffResponse(result: DiffResult): rpc.DiffResponse {
  const response = new rpc.DiffResponse()
    .setChanges(result.changes ? DIFF_SOME : DIFF_NONE)
    .setDiffsList(result.diffs ?? [])
    .setReplacesList(result.replaces ?? [])
    .setDeletebeforereplace(result.deleteBeforeReplace ?? false)
    .setHasdetaileddiff(result.detailedDiff !== undefined);
  for (const [path, { kind, inputDiff }] of Object.entries(result.detailedDiff ?? {})) {
    const diff = new rpc.PropertyDiff().setKind(KINDS.indexOf(kind) as 0).setInputdiff(inputDiff ?? false);
    response.getDetaileddiffMap().set(path, diff);
  }
  return response;
}

/** The reverse of `diffResponse`. `changes` is undefined where the provider left the comparison to the engine. */
export function fromDiffResponse(response: rpc.DiffResponse): Omit<DiffResult, "changes"> & { changes?: boolean } {
  const changes = response.getChanges();
  const detailed = decodeDetailed(response);
  return {
    changes: changes === DIFF_SOME ? true : changes === DIFF_NONE ? false : undefined,
    diffs: response.getDiffsList(),
    replaces: response.getReplacesList(),
    deleteBeforeReplace: response.getDeletebeforereplace(),
    detailedDiff: response.getHasdetaileddiff() || Object.keys(detailed).length > 0 ? detailed : undefined,
  };
}

function decodeDetailed(response: rpc.DiffResponse): Record<string, PropertyDiff> {
  const result: Record<string, PropertyDiff> = {};
  response.getDetaileddiffMap().forEach((diff, path) => {
    result[path] = { kind: KINDS[diff.getKind()] ?? "update", inputDiff: diff.getInputdiff() };
  });
  return result;
}
