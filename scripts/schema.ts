import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";
import { generateSchema } from "@pulumi/pulumi/provider/experimental/schema";
import * as components from "../components/index";

const directory = resolve(__dirname, "../components");
const golden = resolve(directory, "schema.json");

/** The schema of the components, inferred from their sources by Pulumi's own analyzer. */
export function inferSchema(): string {
  const manifest = JSON.parse(readFileSync(resolve(directory, "package.json"), "utf8"));
  const classes = Object.entries(components)
    .filter(([, value]) => typeof value === "function")
    .map(([name]) => name);
  const analyzer = new Analyzer(directory, manifest.name, manifest, new Set(classes));
  const { components: found, typeDefinitions, dependencies } = analyzer.analyze();
  const schema = generateSchema(
    manifest.name,
    manifest.version,
    manifest.description,
    found,
    typeDefinitions,
    dependencies,
  );
  return `${JSON.stringify(schema, null, 2)}\n`;
}

if (require.main === module) writeFileSync(golden, inferSchema());
