import { spawn } from "node:child_process";
import { resolve } from "node:path";

/** The plug-in for pull requests. */
export const script = resolve(__dirname, "../../../images/drone-gogs/drone-gogs");

/** How a run of the plug-in ended. */
export interface Told {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** What Drone tells its steps of a build. */
export const drone = (build: number): NodeJS.ProcessEnv => ({
  CI: "true",
  DRONE: "true",
  DRONE_REPO: "example/app",
  DRONE_PULL_REQUEST: "5",
  DRONE_PULL_REQUEST_TITLE: "Add a door",
  DRONE_BUILD_NUMBER: String(build),
  DRONE_BUILD_CREATED: String(1_790_000_000 + build),
  DRONE_BUILD_STATUS: "success",
  DRONE_BUILD_LINK: `https://ci.example.org/example/app/${build}`,
  DRONE_COMMIT_SHA: "8f51ad7884c5eb69c11d260a31da7a745e6b78e2",
});

/** What Woodpecker tells its plug-ins, with the names of Drone that it adds. */
export const woodpecker = (build: number): NodeJS.ProcessEnv => ({
  CI: "woodpecker",
  CI_REPO: "example/app",
  CI_COMMIT_PULL_REQUEST: "5",
  CI_COMMIT_MESSAGE: "Add a door",
  CI_PIPELINE_NUMBER: String(build),
  CI_PIPELINE_CREATED: String(1_790_000_000 + build),
  CI_PIPELINE_STATUS: "failure",
  CI_PIPELINE_URL: `https://ci.example.org/repos/1/pipeline/${build}`,
  CI_COMMIT_SHA: "8f51ad7884c5eb69c11d260a31da7a745e6b78e2",
  DRONE_REPO: "example/app",
  DRONE_PULL_REQUEST: "5",
  DRONE_BUILD_NUMBER: String(build),
});

/** Runs the plug-in with nothing in its environment but what is given; `undefined` leaves a name out. */
export async function tell(env: NodeJS.ProcessEnv, shell = ["sh"]): Promise<Told> {
  const [command = "", ...args] = [...shell, script];
  const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += chunk));
  child.stderr.on("data", (chunk) => (stderr += chunk));
  const status = await new Promise<number | null>((done) => child.on("close", done));
  return { status, stdout, stderr };
}
