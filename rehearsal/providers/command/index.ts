import type { Provider, ResourceContext } from "../provider";
import { checkCommand } from "./check";
import { createCommand, deleteCommand, diffCommand, updateCommand } from "./remote-command";

const COMMAND = "command:remote:Command";

/** `command:remote:Command` as a real SSH client. There is no read, as in the real provider: what happens on the machine is not looked at. */
export const provider: Provider = {
  name: "command",
  // renovate: datasource=npm depName=@pulumi/command
  version: "1.2.1",
  check: async (context, _olds, news) => {
    known(context);
    return checkCommand(news);
  },
  diff: async (context, _id, oldInputs, oldOutputs, news, ignoreChanges) => {
    known(context);
    const kept = Object.fromEntries(
      ignoreChanges.filter((key) => key in oldOutputs).map((key) => [key, oldOutputs[key]]),
    );
    return diffCommand(oldInputs, { ...news, ...kept });
  },
  create: async (context, inputs) => {
    known(context);
    return createCommand(context, inputs);
  },
  update: async (context, id, oldInputs, oldOutputs, news) => {
    known(context);
    return updateCommand(context, id, oldInputs, oldOutputs, news);
  },
  delete: async (context, _id, _inputs, outputs) => {
    known(context);
    return deleteCommand(context, outputs);
  },
};

function known({ type }: ResourceContext): void {
  if (type !== COMMAND) throw new Error(`a rehearsal doesn't know ${type}, of package command it knows ${COMMAND}`);
}
