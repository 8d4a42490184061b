import type { Organisation } from "./organisation";

/** What a machine is, apart from what it does at the moment. */
export interface Snapshot {
  /** Everything below /etc, /srv and /usr/local: mode, owner and content by path. */
  files: Record<string, string>;
  /** Whether units are enabled. Those of a login or a step come and go. */
  units: Record<string, string>;
  /** Versions. */
  packages: Record<string, string>;
  /** Accounts and groups as in /etc/passwd and /etc/group. */
  users: Record<string, string>;
  /** When the services that run were started. */
  started: Record<string, string>;
}

const program = String.raw`
import grp, hashlib, json, os, pwd, re, stat, subprocess

def lines(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()

def name(of, number, field):
    try:
        return getattr(of(number), field)
    except KeyError:
        return str(number)

def described(path):
    status = os.lstat(path)
    if stat.S_ISLNK(status.st_mode):
        content = "-> " + os.readlink(path)
    elif stat.S_ISREG(status.st_mode):
        with open(path, "rb") as file:
            content = hashlib.sha256(file.read()).hexdigest()[:16]
    else:
        content = "directory" if stat.S_ISDIR(status.st_mode) else "special"
    owner = name(pwd.getpwuid, status.st_uid, "pw_name") + ":" + name(grp.getgrgid, status.st_gid, "gr_name")
    return "%04o %s %s" % (stat.S_IMODE(status.st_mode), owner, content)

files = {}
for top in ["/etc", "/srv", "/usr/local"]:
    for directory, directories, names in os.walk(top):
        for entry in directories + names:
            path = os.path.join(directory, entry)
            files[path] = described(path)

properties = ["Id", "SubState", "ExecMainStartTimestampMonotonic"]
shown = "\n".join(lines("systemctl", "show", "--property=" + ",".join(properties), "*.service")).split("\n\n")
services = [dict(line.split("=", 1) for line in block.splitlines() if "=" in line) for block in shown]
started = {
    one["Id"]: one["ExecMainStartTimestampMonotonic"]
    for one in services
    if one.get("SubState") == "running" and not re.match("user@|open-infrastructure-step|packagekit", one["Id"])
}

print(json.dumps({
    "files": files,
    "units": dict(line.split()[:2] for line in lines("systemctl", "list-unit-files", "--no-legend", "--no-pager") if line.split()[1] != "transient"),
    "packages": dict(line.split(" ", 1) for line in lines("dpkg-query", "-W", "-f", "\${Package}:\${Architecture} \${Version} \${db:Status-Abbrev}\n")),
    "users": {line.split(":")[0] + kind: line for kind, database in [("", "passwd"), (" (group)", "group")] for line in lines("getent", database)},
    "started": started,
}))
`.replaceAll("\\$", "$");

/** Takes a machine's snapshot. */
export async function snapshot(organisation: Organisation): Promise<Snapshot> {
  return JSON.parse(await organisation.sh("exec python3 -", program)) as Snapshot;
}

/** How two snapshots differ: `PART KEY: BEFORE | AFTER`. */
export function differences(before: Snapshot, after: Snapshot): string[] {
  return (Object.keys(before) as (keyof Snapshot)[]).flatMap((part) => {
    const keys = [...new Set([...Object.keys(before[part]), ...Object.keys(after[part])])].sort();
    return keys
      .filter((key) => before[part][key] !== after[part][key])
      .map((key) => `${part} ${key}: ${before[part][key] ?? "none"} | ${after[part][key] ?? "none"}`);
  });
}

/** Files that are each machine's own. Their names are compared, what they hold is not. */
const ownContent = [
  // Names, addresses and identity.
  "/etc/(hostname|hosts|machine-id|resolv\\.conf|cloud/.*)",
  "/etc/(systemd/network|network/interfaces\\.d|netplan)/.*",
  // Keys that are made on the machine.
  "/etc/ssh/ssh_host_.*_key(\\.pub)?",
  "/etc/ssl/private/.*",
  "/etc/letsencrypt/(archive|live|renewal|csr|keys)/.*",
  "/etc/open-infrastructure/sites/website\\.(hook|nginx)",
  // Dates of password changes, and accounts in the order in which packages came.
  "/etc/(passwd|group|shadow|gshadow|subuid|subgid)-?",
  // When the pages were published.
  "/srv/www/website/status\\.json",
];

/** Files whose very names are random: the accounts at the certificate authority. */
const ownNames = /^\/etc\/letsencrypt\/accounts\/.*\/directory\//;

/** A snapshot without what differs by nature between two machines that were set up alike. */
export function comparable({ files, units, packages, users }: Snapshot): Snapshot {
  const own = new RegExp(`^(${ownContent.join("|")})$`);
  const kept = Object.entries(files)
    .filter(([path]) => !ownNames.test(path))
    .map(([path, text]) => [path, own.test(path) ? text.replace(/\S+$/, "(own)") : text]);
  // Numbers of accounts depend on the order in which packages came.
  const named = Object.entries(users).map(([key, line]) => [key, line.replace(/:\d+/g, "")]);
  return { files: Object.fromEntries(kept), units, packages, users: Object.fromEntries(named), started: {} };
}
