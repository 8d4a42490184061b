import {
  PartialFailure,
  type CheckFailure,
  type Provider,
  type ResourceContext,
  type ResourceState,
} from "../provider";
import { Unknown, type PropertyMap } from "../value";
import { checkInputs } from "./check";
import { diff } from "./diff";
import { plan } from "./plan";
import { inputsFromState } from "./refresh";
import type { Framework, PlainMap, ResourceType } from "./schema";
import { markSecrets, plain } from "./values";

/** What a provider that wraps a Terraform provider consists of. */
export interface BridgedProvider {
  name: string;
  version: string;
  framework: Framework;
  /** By type token. */
  resources: Record<string, ResourceType>;
  /** By function token. */
  functions?: Record<string, (args: PlainMap) => Promise<PlainMap>>;
}

/** A provider with the ways of Pulumi's Terraform bridge: its defaults, plans, diffs, secrets and unknowns. */
export function bridgedProvider({ name, version, framework, resources, functions = {} }: BridgedProvider): Provider {
  const typeOf = ({ type }: ResourceContext): ResourceType => find(`resource type`, resources, type);
  const outputs = (type: ResourceType, values: PlainMap, inputs: PropertyMap, preview = false): PropertyMap => ({
    ...markSecrets(values, type.properties, inputs),
    ...notes(type, framework, preview),
  });
  return {
    name,
    version,
    check: async (context, olds, news) => {
      const type = typeOf(context);
      const { inputs, failures } = checkInputs(type, framework, context.name, plain(olds ?? {}), plain(news));
      return { inputs: markSecrets(inputs, type.properties, news), failures };
    },
    diff: async (context, _id, _oldInputs, oldOutputs, news, ignoreChanges) => {
      const type = typeOf(context);
      return diff(type, framework, stateOf(type, oldOutputs), plain(news), ignoreChanges);
    },
    create: async (context, news): Promise<ResourceState> => {
      const type = typeOf(context);
      const inputs = plain(news);
      const planned = plan(type, framework, undefined, inputs);
      if (context.preview) return { id: "", outputs: outputs(type, { id: Unknown.instance, ...planned }, news, true) };
      const settled = known(planned);
      const made = await type.create({ context, planned: settled, inputs, prior: {} });
      return { id: made.id, outputs: outputs(type, { id: made.id, ...settled, ...made.known }, news) };
    },
    update: async (context, id, _oldInputs, oldOutputs, news): Promise<ResourceState> => {
      const type = typeOf(context);
      const [inputs, prior] = [plain(news), stateOf(type, oldOutputs)];
      const planned = plan(type, framework, prior, inputs);
      if (context.preview) return { id, outputs: outputs(type, { id, ...planned }, news, true) };
      const settled = known(planned);
      const changed = await type.update?.(id, { context, planned: settled, inputs, prior }).catch((error: Error) => {
        // Terraform takes a failed update for one that might have been made: the plan becomes the state.
        const state = { id, outputs: outputs(type, { id, ...prior, ...settled }, news) };
        throw framework === "sdk" ? new PartialFailure(state, [`updating ${context.urn}: ${error.message}`]) : error;
      });
      return { id, outputs: outputs(type, { id, ...settled, ...changed }, news) };
    },
    read: async (context, id, inputs, oldOutputs): Promise<ResourceState | undefined> => {
      const type = typeOf(context);
      const prior = stateOf(type, oldOutputs);
      const now = type.read ? await type.read(id, prior) : {};
      if (!now) return undefined;
      const state = { ...prior, ...now };
      // What is imported may be named by more than its id.
      const ownId = typeof now.id === "string" ? now.id : id;
      const refreshed = inputsFromState(type, framework, plain(inputs), prior, state);
      return {
        id: ownId,
        outputs: outputs(type, { id: ownId, ...state }, oldOutputs),
        inputs: markSecrets(refreshed, type.properties, inputs),
      };
    },
    delete: async (context, id, _inputs, oldOutputs) => {
      const type = typeOf(context);
      await type.delete?.(id, stateOf(type, oldOutputs));
    },
    invoke: async (token, args): Promise<{ result: PropertyMap; failures?: CheckFailure[] }> => ({
      result: await find(`function`, functions, token)(plain(args)),
    }),
  };

  function find<T>(kind: string, table: Record<string, T>, token: string): T {
    const found = table[token];
    if (found === undefined) throw new Error(`a rehearsal doesn't know the ${kind} ${token} of package ${name}`);
    return found;
  }
}

function stateOf(type: ResourceType, outputs: PropertyMap): PlainMap {
  const belongs = (key: string) => !key.startsWith("__") && (key !== "id" || "id" in type.properties);
  return Object.fromEntries(Object.entries(plain(outputs)).filter(([key]) => belongs(key)));
}

/** What the bridge writes into a state for itself. */
function notes({ meta }: ResourceType, framework: Framework, preview: boolean): PropertyMap {
  if (framework === "sdk") return meta === undefined ? {} : { __meta: meta };
  if (preview) return {};
  return { ...(meta === undefined ? {} : { __meta: meta }), __pulumi_raw_state_delta: { obj: {} } };
}

/** What nobody answered for is left out of the state. */
function known(planned: PlainMap): PlainMap {
  return Object.fromEntries(Object.entries(planned).filter(([, value]) => !(value instanceof Unknown)));
}
