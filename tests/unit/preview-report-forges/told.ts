import { Readable } from "node:stream";
import { run } from "../../../tools/preview-report/command";
import type { FakeForge } from "./fake-forge";
import { token } from "./fake-forge";

/** How a run of the command ended. */
export interface Told {
  status: number;
  out: string;
  said: string;
}

const urn = (name: string) => `urn:pulumi:prod::example::command:remote:Command::${name}`;

/** What `pulumi preview --json` prints for an update of one step's text. */
export function preview(text: string, name = "www-site"): string {
  const state = (create: string) => ({
    urn: urn(name),
    type: "command:remote:Command",
    custom: true,
    inputs: { create, connection: "[secret]" },
  });
  const step = { op: "update", urn: urn(name), oldState: state("echo before\n"), newState: state(text) };
  return JSON.stringify({ steps: [{ ...step, diffReasons: ["create"] }], changeSummary: { update: 1 } });
}

/** What it prints when nothing would change. */
export const quiet = JSON.stringify({ steps: [{ op: "same", urn: urn("www-site") }], changeSummary: { same: 1 } });

/** Runs the command with nothing around it but what is given. */
export async function tell(
  args: string[],
  env: NodeJS.ProcessEnv = {},
  stdin = "",
  waiting: { timeout?: number; patience?: number } = {},
): Promise<Told> {
  const told = { out: "", said: "" };
  const status = await run(args, {
    env: env as Record<string, string | undefined>,
    stdin: Readable.from([stdin]),
    out: (text) => (told.out += text),
    say: (text) => (told.said += text),
    http: { pause: 1, patience: 50, ...waiting },
    pause: 2,
  });
  return { status, ...told };
}

/** Says where a forge is, as somebody by hand would. */
export function at(forge: FakeForge, pullRequest = 5): string[] {
  const where = ["--forge", forge.name, "--url", forge.url, "--repository", "example/app"];
  return ["--comment", ...where, "--pull-request", String(pullRequest)];
}

/** Comments a preview with the right token. */
export function comment(forge: FakeForge, text = preview("echo after\n"), ...more: string[]): Promise<Told> {
  return tell([...at(forge), ...more], { PREVIEW_REPORT_TOKEN: token }, text);
}
