import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { runProgram, type Language } from "../../rehearsal/engine/program";

const repository = resolve(__dirname, "../..");

/** Programs in YAML, by the stand-in beside this file. */
export const yaml: Language = (options, reporter, signal) => {
  const project = { ...options.project, workingDirectory: __dirname, program: "yaml.ts" };
  return runProgram({ ...options, project }, reporter, signal);
};

/** Programs in Python, with Pulumi's own SDK and a stand-in for the SDK of the package whose schema it is. */
export function python(executable: string, schema: string): Language {
  return async ({ project, stack, config, preview, parallel, address }, reporter, signal) => {
    const args = [address, project.name, stack, String(parallel), String(preview), project.directory, "__main__.py"];
    const child = spawn(executable, [join(__dirname, "program.py"), ...args], {
      cwd: project.workingDirectory,
      stdio: ["ignore", "pipe", "pipe"],
      signal,
      env: {
        ...process.env,
        PYTHONPATH: __dirname,
        PYTHONDONTWRITEBYTECODE: "1",
        OPEN_INFRASTRUCTURE_SCHEMA: schema,
        PULUMI_CONFIG: JSON.stringify(config.values),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(config.secretKeys),
      },
    });
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (message) => reporter.diagnostic({ message, severity: "info" }));
    return new Promise((done, reject) => {
      child.once("error", (error) => (signal.aborted ? done(false) : reject(error)));
      child.once("close", (status) => done(status === 0));
    });
  };
}

/** A Python with what a requirements file asks for, from its package index; kept until the file changes. Returns its path. */
export function pythonWith(requirements: string): string {
  const key = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 16);
  const kept = join(repository, "node_modules/.cache", `python-${key}`);
  const executable = join(kept, "bin/python");
  if (existsSync(join(kept, "whole"))) return executable;
  rmSync(kept, { recursive: true, force: true });
  execFileSync("python3", ["-m", "venv", kept], { stdio: ["ignore", "ignore", "inherit"] });
  const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements];
  execFileSync(executable, install, { stdio: ["ignore", "ignore", "inherit"] });
  writeFileSync(join(kept, "whole"), "");
  return executable;
}
