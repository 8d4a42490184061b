/** What a unit may still do; everything else is taken away. */
export interface Sandbox {
  /** Talks to other machines. Otherwise it sees Unix sockets only. */
  network?: boolean;
  /** Paths it may write. */
  writes?: string[];
  /** Capabilities it keeps, for example `CAP_NET_ADMIN`. */
  capabilities?: string[];
  /** Further address families, for example `AF_NETLINK`. */
  families?: string[];
}

/** Lines of a `[Service]` section that confine a unit: `systemd-analyze security` finds at most 3.0. */
export function sandbox({ network = false, writes = [], capabilities = [], families = [] }: Sandbox = {}): string {
  return [
    "NoNewPrivileges=yes",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "ProtectSystem=strict",
    ...(writes.length ? [`ReadWritePaths=${writes.join(" ")}`] : []),
    "ProtectHome=yes",
    "ProtectKernelTunables=yes",
    "ProtectKernelModules=yes",
    "ProtectKernelLogs=yes",
    "ProtectControlGroups=yes",
    "ProtectClock=yes",
    "ProtectHostname=yes",
    "ProtectProc=invisible",
    "RestrictAddressFamilies=" + ["AF_UNIX", ...(network ? ["AF_INET", "AF_INET6"] : []), ...families].join(" "),
    ...(network ? [] : ["IPAddressDeny=any"]),
    "RestrictNamespaces=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "LockPersonality=yes",
    "MemoryDenyWriteExecute=yes",
    "RemoveIPC=yes",
    "SystemCallArchitectures=native",
    "SystemCallFilter=@system-service",
    "SystemCallFilter=~@resources",
    `CapabilityBoundingSet=${capabilities.join(" ")}`,
    "UMask=0077",
  ].join("\n");
}
