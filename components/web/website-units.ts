import { sandbox } from "../remote/sandbox";

/** What a site's units need to know. */
export interface WebsiteUnits {
  /** Names the site on the machine. */
  name: string;
  /** Minutes between looks at the repository. */
  interval: number;
  /** Minutes a build may take. */
  buildMinutes: number;
  /** MiB of memory a build may take. */
  buildMemory: number;
  /** Addresses and networks that a build may connect to; empty is no network at all, `any` is everything. */
  buildNetwork: string[];
  /** MiB that the pages may take. */
  largest: number;
}

/** All a phase sees of the machine's files are Debian's programs, and what is bound in besides. */
function programsOnly(name: string): string {
  return [
    `RootDirectory=${directory(name)}/root`,
    "BindReadOnlyPaths=/usr /bin /sbin /lib -/lib64 /etc/ld.so.cache /etc/alternatives -/var/lib/gems",
    "PrivateUsers=yes",
    "ProcSubset=pid",
  ].join("\n");
}

/** Limits of what is fetched and built. A machine has other things to do than building a site. */
function limits({ buildMinutes, buildMemory, largest }: WebsiteUnits): string {
  return [
    `TimeoutStartSec=${buildMinutes}min`,
    `MemoryMax=${buildMemory}M`,
    "MemorySwapMax=0",
    "TasksMax=128",
    `LimitFSIZE=${4 * largest}M`,
    "LimitCORE=0",
    "Nice=10",
    "CPUWeight=20",
    "IOWeight=20",
    "OOMPolicy=stop",
  ].join("\n");
}

/** Unit that fetches a revision: it has a network, and executes nothing of what it fetched. */
export function fetchUnit(site: WebsiteUnits): string {
  const { name } = site;
  return `[Unit]
Description=Fetch the website ${name}
After=network-online.target
Wants=network-online.target
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
User=site-${name}
EnvironmentFile=/etc/open-infrastructure/sites/${name}.conf
# Whether it did its work is known by what it leaves behind.
ExecStart=-/bin/sh /usr/local/lib/open-infrastructure/site-fetch
${limits(site)}
${sandbox({ network: true })}
# Not the cloud's metadata.
IPAddressDeny=link-local multicast
${programsOnly(name)}
BindReadOnlyPaths=/etc/ssl /etc/resolv.conf /etc/hosts /etc/nsswitch.conf -/etc/gai.conf -/usr/local/share/ca-certificates
BindPaths=${directory(name)}/fetch:/fetch
UMask=0022
`;
}

/** Unit that runs what the repository brings along, \`gems\` or \`pages\`. */
export function buildUnit(site: WebsiteUnits): string {
  const { name, buildNetwork } = site;
  const isolated = buildNetwork.length === 0;
  return `[Unit]
Description=Build the website ${name}, %i
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
User=site-${name}
EnvironmentFile=/etc/open-infrastructure/sites/${name}.conf
# Whether it did its work is known by what it leaves behind.
ExecStart=-/bin/sh /usr/local/lib/open-infrastructure/site-build %i
${limits(site)}
${sandbox({ network: !isolated })}
${isolated ? "PrivateNetwork=yes" : reachable(buildNetwork)}
${programsOnly(name)}
BindReadOnlyPaths=${directory(name)}/fetch/source:/source ${directory(name)}/fetch/gems:/gem-files ${directory(name)}/work/gems:/installed
BindPaths=${directory(name)}/work/%i:/work
# Languages that compile while they run.
MemoryDenyWriteExecute=no
UMask=0022
`;
}

function reachable(networks: string[]): string {
  return [
    "IPAddressDeny=any",
    // The first is where systemd-resolved listens.
    `IPAddressAllow=127.0.0.53 ${networks.join(" ")}`,
    "BindReadOnlyPaths=/etc/ssl /etc/resolv.conf /etc/hosts /etc/nsswitch.conf -/etc/gai.conf",
  ].join("\n");
}

/** Unit that has the site fetched and built, and publishes it. */
export function publishUnit({ name, buildMinutes }: WebsiteUnits): string {
  return `[Unit]
Description=Publish the website ${name}
OnFailure=open-infrastructure-notify@%N.service
# Asked for often, it does little.
StartLimitIntervalSec=0

[Service]
Type=oneshot
ExecStart=/usr/local/sbin/open-infrastructure-site ${name}
TimeoutStartSec=${3 * buildMinutes + 10}min
Nice=10
${sandbox({
  capabilities: ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_SETGID", "CAP_SETUID"],
  writes: [directory(name), `/srv/www/${name}`, `-/var/log/nginx/open-infrastructure-site-${name}.hook`],
})}
PrivateNetwork=yes
UMask=0022
`;
}

/** Looks at the repository now and then. */
export function timerUnit({ name, interval }: WebsiteUnits): string {
  return `[Unit]
Description=Look for a new revision of the website ${name}
OnFailure=open-infrastructure-notify@%N.service

[Timer]
OnBootSec=1min
OnUnitInactiveSec=${interval}min
RandomizedDelaySec=30s
Unit=open-infrastructure-site-${name}.service

[Install]
WantedBy=timers.target
`;
}

/** Publishes when it is asked to: nginx writes a line to \`path\`, or a deploy key leaves a ticket there. */
export function pathUnit(name: string, path: string): string {
  return `[Unit]
Description=Publish the website ${name} when asked to
OnFailure=open-infrastructure-notify@%N.service

[Path]
PathModified=${path}
Unit=open-infrastructure-site-${name}.service

[Install]
WantedBy=multi-user.target
`;
}

/** Where a site's working files are. */
export function directory(name: string): string {
  return `/var/lib/open-infrastructure/sites/${name}`;
}
