import { setTimeout as sleep } from "node:timers/promises";
import type { DiffResult, Provider, ResourceContext, ResourceState } from "../../../rehearsal/providers/provider";
import { PartialFailure } from "../../../rehearsal/providers/provider";
import type { PropertyMap } from "../../../rehearsal/providers/value";
import { Secret, Unknown, unwrap } from "../../../rehearsal/providers/value";
import type { Cloud } from "./cloud";
import { differences } from "./differences";

/** Longest wait of a slow operation, in milliseconds: the one who asked for it kills the engine long before. */
const SLOW = 600_000;

/**
 * The provider of the scenarios, `sim`. Its only resource type, `sim:index:Thing` (any other `sim:index:*` behaves alike), has these inputs:
 * `value`, `settings` and `tags` are changed in place, `immutable` by a replacement, with `deleteBeforeReplace: true` after the deletion;
 * `fail` names what goes wrong (`check`, `create`, `create-partly`, `update`, `update-partly`, `delete`, `delete-once`), `slow` what
 * hangs (`create`, `update`, `delete`; the last only once).
 * Outputs: all inputs, `address` (known after the create), `revision` (new after every update), `token` (secret), `region` (of the provider).
 */
export function simProvider(cloud: Cloud): Provider {
  let region = "nowhere";

  function outputs(id: string, inputs: PropertyMap, revision: number): PropertyMap {
    return { ...inputs, address: `address of ${id}`, revision, token: new Secret(`token of ${id}`), region };
  }

  return {
    name: "sim",
    version: "1.0.0",

    async configure(config) {
      region = String(unwrap(config.region) ?? "nowhere");
    },

    async invoke(_token, args) {
      const name = String(unwrap(args.name));
      return { result: { length: name.length, password: new Secret(`password of ${name}`) } };
    },

    async check(_context, _olds, news) {
      const refused = unwrap(news.fail) === "check";
      return { inputs: news, failures: refused ? [{ property: "fail", reason: "refused on request" }] : [] };
    },

    async diff(_context, _id, oldInputs, _oldOutputs, news): Promise<DiffResult> {
      const detailedDiff = differences(oldInputs, news);
      const paths = Object.keys(detailedDiff);
      return {
        changes: paths.length > 0,
        diffs: [...new Set(paths.map(topLevel))],
        replaces: paths.map(topLevel).filter((key) => key === "immutable"),
        detailedDiff,
        deleteBeforeReplace: unwrap(news.deleteBeforeReplace) === true,
      };
    },

    async create(context, inputs): Promise<ResourceState> {
      note(context, "create");
      if (context.preview) {
        const unknown = { address: Unknown.instance, revision: Unknown.instance, token: new Secret(Unknown.instance) };
        return { id: "", outputs: { ...inputs, ...unknown, region } };
      }
      if (unwrap(inputs.slow) === "create") await sleep(SLOW);
      if (unwrap(inputs.fail) === "create") throw new Error("create refused on request");
      const id = cloud.make(context.name);
      const state = { id, outputs: outputs(id, inputs, 1) };
      if (unwrap(inputs.fail) === "create-partly") throw new PartialFailure(state, ["created, but not whole"]);
      return state;
    },

    async update(context, id, _oldInputs, oldOutputs, news): Promise<ResourceState> {
      note(context, "update", id);
      const revision = Number(unwrap(oldOutputs.revision) ?? 0) + 1;
      if (context.preview) return { id, outputs: { ...outputs(id, news, revision), revision: Unknown.instance } };
      if (unwrap(news.slow) === "update") await sleep(SLOW);
      if (unwrap(news.fail) === "update") throw new Error("update refused on request");
      cloud.restore(id);
      const state = { id, outputs: outputs(id, news, revision) };
      if (unwrap(news.fail) === "update-partly") throw new PartialFailure(state, ["updated, but not whole"]);
      return state;
    },

    async read(context, id, inputs, outs): Promise<ResourceState | undefined> {
      note(context, "read", id);
      if (!cloud.has(id)) return undefined;
      const value = cloud.changed(id);
      const seen = value === undefined ? {} : { value };
      return { id, inputs: { ...inputs, ...seen }, outputs: { ...outs, ...seen } };
    },

    async delete(context, id, inputs) {
      note(context, "delete", id);
      if (unwrap(inputs.slow) === "delete" && cloud.once(`slow ${id}`)) await sleep(SLOW);
      const fail = unwrap(inputs.fail);
      if (fail === "delete" || (fail === "delete-once" && cloud.once(`refuse ${id}`)))
        throw new Error("delete refused on request");
      cloud.remove(id);
    },
  };

  function note(context: ResourceContext, operation: string, id?: string): void {
    const resource = context.urn.split("::").slice(2).join("::");
    cloud.note([context.preview ? "preview" : "", operation, resource, id ?? ""].filter(Boolean).join(" "));
  }
}

function topLevel(path: string): string {
  return path.replace(/[.[].*$/s, "");
}
