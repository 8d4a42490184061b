import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const repository = resolve(__dirname, "../../..");
const folder = join(repository, "node_modules/.cache/hadolint");

/** The linter comes as a Python wheel that holds nothing but its program; it is kept where npm keeps its things. */
function hadolint(): string {
  if (spawnSync("hadolint", ["--version"]).status === 0) return "hadolint";
  const program = join(folder, "bin/hadolint");
  if (existsSync(program)) return program;
  const pip = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--no-deps",
    "--disable-pip-version-check",
    "--root-user-action=ignore",
  ];
  const wheel = ["--target", folder, "--require-hashes", "--requirement", join(__dirname, "hadolint.txt")];
  const { status, stderr } = spawnSync("python3", [...pip, ...wheel], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the tests need hadolint, and pip can't bring it: ${stderr}`);
  return program;
}

test.each(["drone-gogs", "android-go-mobile"])("the Dockerfile of %s has nothing hadolint minds", (image) => {
  const file = join(repository, "images", image, "Dockerfile");
  const { status, stdout } = spawnSync(hadolint(), ["--no-color", file], { encoding: "utf8" });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  const text = readFileSync(file, "utf8");
  expect(text).not.toContain("hadolint ignore");
  expect(text).toMatch(/^FROM [a-z]+:[\w.-]+@sha256:[0-9a-f]{64}$/m);
  expect(text).toMatch(/^USER (?!root|0)/m);
});
