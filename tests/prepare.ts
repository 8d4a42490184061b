import { execFileSync, spawnSync } from "node:child_process";

/** What the tests start besides Node: every script goes through shellcheck, the plug-in for pull requests is curl and jq. */
const tools = ["shellcheck", "curl", "jq"];

/** On Debian what is missing is installed. */
export default function prepare(): void {
  const missing = tools.filter((tool) => spawnSync(tool, ["--version"]).status !== 0);
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
