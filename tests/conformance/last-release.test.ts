import { keptStack, lostFrom, pretendedStack, stacks, type KeptStack } from "../last-release/stacks";

/** The stack of the last release; before the first one, that of today. */
const before = async (stack: string): Promise<KeptStack> => keptStack(stack) ?? pretendedStack(stack, "none");

test.each(stacks)("nothing of the stack %s is lost or replaced by what came since the last release", async (stack) => {
  expect(await lostFrom(stack, await before(stack))).toEqual([]);
});

test("what is renamed without an alias is found", async () => {
  const kept = await before("classic");
  const renamed = JSON.stringify(kept.state).replaceAll("web-server-nginx", "web-server-packages");
  const state = JSON.parse(renamed) as KeptStack["state"];
  expect(await lostFrom("classic", { ...kept, state })).toEqual([
    "delete open-infrastructure:index:WebServer$command:remote:Command::web-server-packages",
  ]);
});
