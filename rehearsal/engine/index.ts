import * as grpc from "@grpc/grpc-js";
import { ComponentPlugins } from "./component-plugins";
import { DefaultProviders, type StackConfig } from "./default-providers";
import { Deployment } from "./deployment";
import type { EngineEvent } from "./events";
import { serveEngine } from "./engine-service";
import { onInterruption } from "./interruption";
import { Journal } from "./journal";
import { takeLock } from "./lock";
import { Monitor } from "./monitor";
import type { PreviewDigest } from "./preview-digest";
import { runProgram, type Language } from "./program";
import { Policies } from "./policies";
import { readProject, type Project } from "./project";
import { ProviderRegistry, type ProviderSource } from "./provider-registry";
import { refresh } from "./refresh";
import { Reporter } from "./reporter";
import { StateFile } from "./state-file";
import { Update } from "./update";

export type { EngineEvent } from "./events";
export type { PreviewDigest } from "./preview-digest";
export { exportState } from "./state-file";
export type { Deployment as StoredStack } from "./stored";

/** What to do with a stack. */
export interface RunOptions {
  operation: "preview" | "up" | "destroy" | "refresh";
  /** Folder with Pulumi.yaml. */
  projectDir: string;
  stack: string;
  /** Values by full key, `project:key`. */
  config: Record<string, string>;
  /** Keys of `config` whose values are secret. */
  secretConfig?: string[];
  /** A file that doesn't exist is an empty stack; it is replaced after every step. */
  stateFile: string;
  /** By package name. */
  providers: Record<string, ProviderSource>;
  /** Who runs programs in other languages than Node.js's, by the project's `runtime`. */
  languages?: Record<string, Language>;
  /** Folders with rules, each with a PulumiPolicy.yaml, that previews and updates are held to. */
  policyPacks?: string[];
  /** How many steps at a time; 16 unless said otherwise. */
  parallel?: number;
  /** Goes on with what doesn't need what failed. */
  continueOnError?: boolean;
  /** Looks at what really exists before anything else. */
  refresh?: boolean;
  /** Called with every event as it happens. */
  onEvent?: (event: EngineEvent) => void;
  /** Ends the run politely: what is under way ends, nothing more is begun. */
  signal?: AbortSignal;
}

/** What came of it. */
export interface RunResult {
  /** Exit status that Pulumi's command line would have had. */
  exitCode: number;
  events: EngineEvent[];
  /** For previews: what `pulumi preview --json` would print. */
  preview?: PreviewDigest;
}

const FAILED = 1;

/** Runs one operation on a stack. */
export async function run(options: RunOptions): Promise<RunResult> {
  const { operation } = options;
  const preview = operation === "preview";
  const project = readProject(options.projectDir, ["nodejs", ...Object.keys(options.languages ?? {})]);
  const release = preview ? undefined : takeLock(options.stateFile);
  const reporter = new Reporter(preview, operation === "refresh", options.onEvent);
  const say = (message: string): void => reporter.diagnostic({ message, severity: "info" });
  const components = new ComponentPlugins(project.packages, project.workingDirectory, say);
  const providers = new ProviderRegistry(options.providers, components);
  let policies: Policies | undefined;
  try {
    const state = await StateFile.open(options.stateFile);
    if (!preview) await state.prepare();
    const journal = preview ? undefined : new Journal(state);
    const deployment = new Deployment(
      options.stack,
      project.name,
      preview,
      providers,
      reporter,
      journal,
      state.resources,
    );
    policies = await startPolicies(project, options, reporter);
    deployment.policies = policies;
    const ok = await operate(deployment, project, options);
    journal?.close();
    reporter.failed ||= !ok;
    reporter.summary(policies?.packs);
    return { exitCode: ok ? 0 : FAILED, events: reporter.events, ...(preview && { preview: reporter.digest() }) };
  } finally {
    await Promise.all([providers.close(), policies?.close()]);
    release?.();
  }
}

/** Rules are for what a program asks for. */
async function startPolicies(
  { name }: Project,
  { operation, stack, config, secretConfig = [], policyPacks = [] }: RunOptions,
  reporter: Reporter,
): Promise<Policies | undefined> {
  if (policyPacks.length === 0 || (operation !== "preview" && operation !== "up")) return undefined;
  const about = { project: name, stack, preview: operation === "preview" };
  return Policies.start(policyPacks, { ...about, config: { values: config, secretKeys: secretConfig } }, reporter);
}

async function operate(deployment: Deployment, project: Project, options: RunOptions): Promise<boolean> {
  const { operation, parallel = 16, continueOnError = false, secretConfig: secretKeys = [], signal } = options;
  const config = { values: options.config, secretKeys };
  const shown = Object.entries(config.values).map(([key, value]) => [
    key,
    secretKeys.includes(key) ? "[secret]" : value,
  ]);
  deployment.reporter.prelude(Object.fromEntries(shown));
  if (options.refresh || operation === "refresh") {
    const refreshed = await refresh(deployment, parallel, signal);
    if (!refreshed) deployment.error(`update ${outcome(signal)}`);
    if (!refreshed || operation === "refresh") return refreshed;
  }
  const update = new Update(deployment, { parallel, continueOnError });
  const calm = onInterruption(signal, () => {
    update.executor.failed = true;
    update.executor.cancel();
    void deployment.providers.cancel();
  });
  const programOk =
    operation === "destroy" || (await runWithServices(deployment, update, project, config, parallel, options));
  if (operation === "destroy") await update.finish(false);
  calm();
  if (programOk && !update.executor.failed)
    await deployment.policies?.judgeStack(deployment.progress.news, deployment.stackUrn);
  const ok = programOk && !update.executor.failed && !deployment.reporter.failed;
  if (!ok && !update.explained) deployment.error(`${deployment.preview ? "preview" : "update"} ${outcome(signal)}`);
  return ok;
}

function outcome(signal: AbortSignal | undefined): string {
  return signal?.aborted ? "canceled" : "failed";
}

/** Runs the program against the engine's services. */
async function runWithServices(
  deployment: Deployment,
  update: Update,
  project: Project,
  config: StackConfig,
  parallel: number,
  { stack, languages = {} }: RunOptions,
): Promise<boolean> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  let shutDown = (): void => undefined;
  let signalled = (): void => undefined;
  const shutdown = new Promise<void>((resolve) => (shutDown = resolve));
  const registered = new Promise<boolean>((resolve) => (signalled = () => resolve(true)));
  const defaults = new DefaultProviders(update, config);
  let address = "";
  const services = { projectDir: project.directory, config, parallel, address: () => address };
  new Monitor(deployment, update, defaults, { ...services, shutdown, onSignal: signalled }).serve(server);
  let over = false;
  serveEngine(server, deployment.reporter, () => over);
  address = `127.0.0.1:${await bind(server)}`;
  await deployment.providers.attach(address);
  const controller = new AbortController();
  const language = languages[project.runtime] ?? runProgram;
  const program = language(
    { project, stack, config, preview: deployment.preview, parallel, address },
    deployment.reporter,
    controller.signal,
  );
  try {
    const ok = await Promise.race([registered, program]);
    await update.finish(!ok);
    over = true;
    update.abort();
    shutDown();
    return (await program) && ok;
  } finally {
    controller.abort();
    server.forceShutdown();
  }
}

function bind(server: grpc.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}
