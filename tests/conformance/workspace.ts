import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { Cloud } from "./provider/cloud";
import { project, type Scenario } from "./scenario";

/** An empty directory with a project file, in which one scenario runs once. */
export interface Workspace {
  directory: string;
  cloud: Cloud;
  remove(): void;
}

/** Makes one; the program stays where it is, the project file points at it. */
export function createWorkspace(scenario: Scenario): Workspace {
  const directory = mkdtempSync(join(tmpdir(), `conformance-${scenario.name}-`));
  mkdirSync(join(directory, "state"));
  writeFileSync(
    join(directory, "Pulumi.yaml"),
    `name: ${project}
runtime:
  name: nodejs
  options:
    typescript: false
main: ${relative(directory, scenario.directory)}
plugins:
  providers:
    - name: sim
      path: ${relative(directory, join(__dirname, "provider"))}
`,
  );
  return { directory, cloud: new Cloud(directory), remove: () => rmSync(directory, { recursive: true, force: true }) };
}
