import type * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { administrators, checkedPeople, type PersonArgs } from "../people";
import type { HostConnectionArgs } from "../remote/connection";
import { step } from "../remote/step";
import { checked, demand, networkRange, refuse, yesOrNo } from "../validate";
import { accessScript, confirmScript } from "./access";
import { checkedMail, notifySecrets, type NotifyArgs } from "./notify-args";
import { systemScript } from "./system";

/** What every machine gets, however it came into being. */
export interface BaselineArgs {
  people?: PersonArgs[];
  notify?: NotifyArgs;
  allowFrom?: pulumi.Input<string>[];
  publicSsh?: boolean;
  /** Port of sshd, apart from the connection so that scripts are known before the machine is. */
  port?: pulumi.Input<number>;
}

/** Installs what every machine has, and returns the last step. */
export function baseline(
  name: string,
  host: pulumi.Input<HostConnectionArgs>,
  args: BaselineArgs,
  parent: pulumi.Resource,
  attempts?: number,
): command.remote.Command {
  const people = checkedPeople(parent, args.people);
  const sources = networks(parent, args.allowFrom);
  const notify = args.notify ?? {};
  const mail = notify.mail && checkedMail(parent, notify.mail);

  const publicSsh = args.publicSsh ?? false;
  demand(parent, "publicSsh", publicSsh, yesOrNo);
  const access = accessScript({ port: args.port ?? 22, sources, publicSsh, administrators: administrators(people) });
  const entered = step(`${name}-access`, { host, script: access, bringsLibrary: true, attempts }, { parent });
  const confirmed = step(
    `${name}-access-confirmed`,
    { host, script: confirmScript(access) },
    { parent, dependsOn: entered },
  );
  return step(
    `${name}-system`,
    { host, script: systemScript(mail, sources), secrets: notifySecrets(parent, notify) },
    { parent, dependsOn: confirmed },
  );
}

const everywhere = ["0.0.0.0/0", "::/0"];

/** The networks that SSH is open to, none if that is everywhere: then nobody may be exempted from what keeps guessers out. */
function networks(parent: pulumi.Resource, allowFrom: pulumi.Input<string>[] = []): pulumi.Input<string>[] {
  const sources = allowFrom.map((source, index) => checked(parent, `allowFrom[${index}]`, source, networkRange));
  const open = everywhere.filter((network) => allowFrom.includes(network));
  if (open.length === 1)
    refuse(parent, `allowFrom must hold both "0.0.0.0/0" and "::/0" if everybody may use SSH, got "${open[0]}" alone`);
  return open.length > 0 ? [] : sources;
}
