import { readFileSync } from "node:fs";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";

/** Runs a program of this repository each time it is called, on modules that are loaded once: those of the SDK take seconds. */
export function program(file: string, modules: Record<string, unknown>): () => void {
  const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2023 };
  const { outputText } = transpileModule(readFileSync(file, "utf8"), { compilerOptions });
  const run = new Function("require", "module", "exports", outputText);
  return () => void run((name: string) => modules[name], { exports: {} }, {});
}
