import { writeFileSync } from "node:fs";
import { currentVersion } from "../../scripts/versions";
import { keptFile, pretendedStack, stacks } from "./stacks";

/** Keeps what the stacks are at a release, for the test that the next one loses nothing of it. */
async function main(repository: string): Promise<void> {
  for (const stack of stacks) {
    const kept = await pretendedStack(stack, currentVersion(repository));
    writeFileSync(keptFile(stack), `${JSON.stringify(kept, undefined, 1)}\n`);
  }
}

main(process.cwd()).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
