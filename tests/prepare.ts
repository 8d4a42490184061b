import { execFileSync, spawnSync } from "node:child_process";

/** The tests run every rendered script through shellcheck; on Debian it is installed if it is missing. */
export default function prepare(): void {
  if (spawnSync("shellcheck", ["--version"]).status === 0) return;
  if (process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).status !== 0)
    throw new Error("the tests need shellcheck: install it with your system's package manager");
  console.log("\ninstalling shellcheck with apt-get");
  const quiet = {
    stdio: ["ignore", "ignore", "inherit"] as const,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  const install = ["install", "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", "shellcheck"];
  if (spawnSync("apt-get", install, { stdio: "ignore", env: quiet.env }).status === 0) return;
  execFileSync("apt-get", ["update", "-q"], { ...quiet, stdio: ["ignore", "ignore", "inherit"] });
  execFileSync("apt-get", install, { ...quiet, stdio: ["ignore", "ignore", "inherit"] });
}
