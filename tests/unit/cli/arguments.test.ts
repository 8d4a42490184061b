import { readArguments } from "../../../rehearsal/cli/arguments";

test("up is done unless something else is asked for", () => {
  expect(readArguments([])).toMatchObject({ command: "up", stack: "prod", engine: "built-in" });
});

test("what follows -- belongs to the command that is run", () => {
  expect(readArguments(["exec", "web", "--stack", "x", "--", "ls", "--json"])).toMatchObject({
    command: "exec",
    operands: ["web"],
    stack: "x",
    json: false,
    rest: ["ls", "--json"],
  });
});

test.each([
  [["fly"], "there is no command fly"],
  [["exec"], "exec: unexpected end"],
  [["exec", "web"], "a command after -- is needed"],
  [["outputs", "--", "x"], "a command after -- is not expected"],
  [["up", "--engine", "steam"], "--engine is built-in or pulumi"],
  [["up", "--wrong"], "--wrong"],
  [["up", "--show-secrets"], "up: --show-secrets is for outputs"],
  [["up", "--stack", "../x"], "can't be the name of a stack"],
])("%j is refused", (args, message) => {
  expect(() => readArguments(args)).toThrow(message);
});
