import * as grpc from "@grpc/grpc-js";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/analyzer_pb";
import { call } from "./provider-client";

/** Where compiled code is kept. */
const CACHE = resolve(__dirname, "../../node_modules/.cache/rehearsal");

/** What makes a pack start quickly. */
const HOOKS = ["end-alone.js", "load-lazily.js", "load-untyped.js", "load-typescript.js"];

/** A policy pack that runs in a process of its own, started by the SDK's own start-up and asked over Pulumi's protocol. */
export class PolicyPack {
  private constructor(
    readonly directory: string,
    readonly name: string,
    readonly version: string,
    /** Names of the rules that judge single resources, and of those that judge all together. */
    readonly rules: { resource: string[]; stack: string[] },
    private readonly client: AnalyzerClient,
    private readonly child: ChildProcess,
  ) {}

  static async start(directory: string, environment: Record<string, string>): Promise<PolicyPack> {
    if (!existsSync(join(directory, "PulumiPolicy.yaml")))
      throw new Error(`${directory} is no policy pack: there is no PulumiPolicy.yaml`);
    const program = createRequire(join(directory, "package.json")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
    const hooks = HOOKS.flatMap((name) => ["--require", join(__dirname, name)]);
    const child = spawn(process.execPath, [...hooks, program, "127.0.0.1:0", "."], {
      cwd: directory,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      detached: true,
      env: {
        ...process.env,
        ...environment,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(CACHE, "node"),
        REHEARSAL_COMPILED: join(CACHE, "typescript"),
      },
    });
    const port = await firstLine(child, directory);
    const options = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
    const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), options);
    try {
      const info = await call<rpc.AnalyzerInfo>((done) => client.getAnalyzerInfo(new Empty(), done));
      return new PolicyPack(directory, info.getName(), info.getVersion(), rulesOf(info), client, child);
    } catch (error) {
      client.close();
      child.kill();
      throw error;
    }
  }

  analyze(request: rpc.AnalyzeRequest): Promise<rpc.AnalyzeResponse> {
    return call((done) => this.client.analyze(request, done));
  }

  analyzeStack(request: rpc.AnalyzeStackRequest): Promise<rpc.AnalyzeResponse> {
    return call((done) => this.client.analyzeStack(request, done));
  }

  async close(): Promise<void> {
    this.client.close();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, "exit");
    this.child.kill();
    await gone;
  }
}

function rulesOf(info: rpc.AnalyzerInfo): PolicyPack["rules"] {
  const policies = info.getPoliciesList();
  const changing = policies.find((policy) => policy.getEnforcementlevel() === rpc.EnforcementLevel.REMEDIATE);
  if (changing) throw new Error(`the rule ${changing.getName()} changes resources: that can't be rehearsed`);
  const named = (type: rpc.PolicyType): string[] =>
    policies
      .filter((policy) => policy.getPolicyType() === type)
      .map((policy) => policy.getName())
      .sort();
  return { resource: named(rpc.PolicyType.POLICY_TYPE_RESOURCE), stack: named(rpc.PolicyType.POLICY_TYPE_STACK) };
}

/** The port that a pack answers at. What it says instead is why it didn't start. */
async function firstLine(child: ChildProcess, directory: string): Promise<string> {
  const said: string[] = [];
  const lines = createInterface({ input: child.stdout! });
  createInterface({ input: child.stderr! }).on("line", (line) => said.push(line));
  return new Promise((found, reject) => {
    child.once("error", reject);
    child.once("close", () => reject(new Error([`the policy pack ${directory} didn't start`, ...said].join("\n"))));
    lines.on("line", (line) => (/^\d+$/.test(line) ? found(line) : said.push(line)));
  });
}
