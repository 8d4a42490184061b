import type { Marker } from "./markers";
import { block, copy, on } from "./commands";
import type { Organisation } from "./organisation";
import { phaseSection } from "./phases";
import { rented } from "./rented";
import { about, origin, sorted } from "./settings-files";
import type { SecretReaders } from "./tree";

/** `README.md`: what a person does, in order. */
export function runbook(organisation: Organisation, readers: Map<string, SecretReaders>, markers: Marker[]): string {
  const { observation, machines, phases } = organisation;
  const head = `# ${observation.project}, stack ${observation.stack}, by hand

Everything that Pulumi would do for this organisation, as plain files: scripts for each machine, the configuration files that they
install, and the records of the zone. It needs a shell, \`ssh\` and \`scp\`, on the machines nothing but Debian.

| what                   | where |
| ---------------------- | ----- |
${machines.map(({ name, steps }) => `| ${`\`${name}/\``.padEnd(22)} | ${steps.length} scripts, run as root in the order of their numbers; beside each a folder with the files that it installs |`).join("\n")}
| \`dns/\`                 | the records, as lines of a zone file |
| \`variables.env\`        | what you learn on the way, such as addresses |

Each script may be run again, also after it was cut off: it does what is missing, and what is as it should be stays, without a restart. To
change something, change the file in the folder of its script and run that script again. A script prints little and ends with exit status 0; if it fails it prints
the end of its log, which is \`/var/log/open-infrastructure/STEP.log\` on the machine.

On a machine that Pulumi has installed, all of it is there already: the scripts change nothing there, and secrets that were made on the machine stay.`;
  const sections = [
    `Rent\n\n${rentedSection(organisation)}`,
    `Fill in\n\n${fillSection(organisation, readers, markers)}`,
    ...(machines.length > 0 ? [copySection(organisation)] : []),
    ...phases.map((phase) => phaseSection(phase, organisation)),
    `Check\n\n${checkSection(organisation)}`,
  ];
  return `${[head, ...sections.map((section, index) => `## ${index + 1}. ${section}`)].join("\n\n")}\n`;
}

function copySection(organisation: Organisation): string {
  const commands = organisation.machines.map((machine) => copy(machine, organisation));
  return `Copy\n\n${block(commands)}\n
The first connection asks whether a machine's key is the right one: compare it with what the machine's own console shows (\`ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub\`).`;
}

function rentedSection(organisation: Organisation): string {
  const lines = rented(organisation);
  const own = organisation.machines.filter(
    ({ address }) => !organisation.observation.markers.some(({ text }) => text === address),
  );
  const there = own.map(
    ({ name, address }) => `- **Machine ${name}** is there already: ${address}, with Debian 12 or 13.`,
  );
  const all = [...there, ...lines];
  return all.length > 0 ? all.join("\n") : "Nothing.";
}

function fillSection(organisation: Organisation, readers: Map<string, SecretReaders>, markers: Marker[]): string {
  const { names } = organisation;
  const variables = sorted(organisation, markers).map(
    (one) => `| \`${names.variable(one)}\` | ${about(organisation, one)} |`,
  );
  const read = [...readers].flatMap(([machine, some]) =>
    [...some.values()].map((use) => ({ ...use, scripts: use.scripts.map((script) => `\`${machine}/${script}\``) })),
  );
  const secrets = [...new Set(read.map(({ name }) => name))].sort().map((secret) => {
    const uses = read.filter(({ name }) => name === secret);
    return `| \`${secret}\` | ${origin(organisation, uses[0]?.marker)} | ${uses.flatMap(({ scripts }) => scripts).join(", ")} |`;
  });
  const parts = [];
  if (variables.length > 0)
    parts.push(
      `\`variables.env\`, as you learn it. What needs a value that is missing refuses to run.\n\n| variable | value |\n| --- | --- |\n${variables.join("\n")}`,
    );
  if (secrets.length > 0)
    parts.push(`Secrets, which are in none of these files. In the folder of each machine: \`cp secrets.env.example secrets.env && chmod 600 secrets.env\`, then
fill it in. Or keep them off the disk: \`sh SCRIPT - <FILE\` reads the same lines from standard input. Everything else that is secret is made on the
machine and never leaves it.\n\n| secret | where it comes from | read by |\n| --- | --- | --- |\n${secrets.join("\n")}`);
  return parts.length > 0
    ? parts.join("\n\n")
    : "Nothing: all is known, and there is no secret but what machines make themselves.";
}

function checkSection(organisation: Organisation): string {
  const { observation, machines } = organisation;
  const domains = observation.resources.flatMap(({ type, inputs: { domain } }) =>
    /^open-infrastructure:index:/.test(type) && typeof domain === "string" && !/MailDns$/.test(type) ? [domain] : [],
  );
  const commands = [
    // Names and certificates have just come into being, and resolvers may remember that they weren't there.
    ...[...new Set(domains)].sort().map((domain) => `curl -sSI --retry 8 --retry-all-errors https://${domain}/`),
    ...machines.map((machine) => on(machine, "systemctl --failed", organisation)),
  ];
  return `${block(commands)}

Then run every script once more: it takes seconds, and changes nothing. Remove \`secrets.env\` from the machines when you no longer need it.`;
}
