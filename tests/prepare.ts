import { execFileSync, spawnSync } from "node:child_process";

/**
 * Debian's packages that the tests need besides Node, and how they show that they are there: every script goes through shellcheck, the
 * plug-in for pull requests is curl and jq, records are asked for with dig, and a stack in Python has an environment of its own.
 */
const tools: Record<string, string[]> = {
  shellcheck: ["shellcheck", "--version"],
  curl: ["curl", "--version"],
  jq: ["jq", "--version"],
  "bind9-dnsutils": ["dig", "-v"],
  "python3-venv": ["python3", "-c", "import ensurepip, venv"],
};

/** On Debian what is missing is installed. */
export default function prepare(): void {
  const missing = Object.entries(tools).flatMap(([name, [command, ...args]]) =>
    spawnSync(command!, args).status === 0 ? [] : [name],
  );
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).status !== 0)
    throw new Error(`the tests need ${missing.join(" and ")}: install with your system's package manager`);
  console.log(`\ninstalling ${missing.join(" ")} with apt-get`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const install = ["install", "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", ...missing];
  if (spawnSync("apt-get", install, { stdio: "ignore", env }).status === 0) return;
  execFileSync("apt-get", ["update", "-q"], { env, stdio: ["ignore", "ignore", "inherit"] });
  execFileSync("apt-get", install, { env, stdio: ["ignore", "ignore", "inherit"] });
}
