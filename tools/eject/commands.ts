import type { Machine, Organisation } from "./organisation";

/** Commands as a block of a runbook. */
export function block(commands: string[]): string {
  const variables = commands.some((command) => command.includes('"$')) ? [". ./variables.env"] : [];
  return ["```sh", ...variables, ...commands, "```"].join("\n");
}

/** How a machine is reached. */
function target({ user, address }: Machine, { observation, names }: Organisation, copying: boolean): string {
  const marker = observation.markers.find(({ text }) => text === address);
  const host = marker ? `"$${names.variable(marker)}"` : copying && address.includes(":") ? `[${address}]` : address;
  return `${user}@${host}`;
}

/** Copies a machine's folder to it. */
export function copy(machine: Machine, organisation: Organisation): string {
  const port = machine.port === 22 ? "" : ` -P ${machine.port}`;
  return `scp -pr${port} ${machine.name} variables.env ${target(machine, organisation, true)}:`;
}

/** Runs a command on a machine. Without `-n` it would swallow what is typed or pasted behind it. */
export function on(machine: Machine, command: string, organisation: Organisation): string {
  const port = machine.port === 22 ? "" : `-p ${machine.port} `;
  return `ssh -n ${port}${target(machine, organisation, false)} ${machine.user === "root" ? "" : "sudo "}${command}`;
}
