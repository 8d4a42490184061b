import * as grpc from "@grpc/grpc-js";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/analyzer_pb";
import { call } from "./provider-client";
import { ServingProcess } from "./serving-process";

/** Where compiled code is kept. */
const CACHE = resolve(__dirname, "../../node_modules/.cache/rehearsal");

/** What makes a pack start quickly. */
const HOOKS = ["load-lazily.js", "load-untyped.js", "load-typescript.js"];

/** A policy pack that runs in a process of its own, started by the SDK's own start-up and asked over Pulumi's protocol. */
export class PolicyPack {
  private constructor(
    readonly directory: string,
    readonly name: string,
    readonly version: string,
    /** Names of the rules that judge single resources, and of those that judge all together. */
    readonly rules: { resource: string[]; stack: string[] },
    private readonly client: AnalyzerClient,
    private readonly running: ServingProcess,
  ) {}

  static async start(directory: string, environment: Record<string, string>): Promise<PolicyPack> {
    if (!existsSync(join(directory, "PulumiPolicy.yaml")))
      throw new Error(`${directory} is no policy pack: there is no PulumiPolicy.yaml`);
    const program = createRequire(join(directory, "package.json")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
    const hooks = HOOKS.flatMap((name) => ["--require", join(__dirname, name)]);
    const env = {
      ...process.env,
      ...environment,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(CACHE, "node"),
      REHEARSAL_COMPILED: join(CACHE, "typescript"),
    };
    const args = [...hooks, program, "127.0.0.1:0", "."];
    const running = await ServingProcess.start(`the policy pack ${directory}`, args, { cwd: directory, env });
    const options = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
    const client = new AnalyzerClient(running.address, grpc.credentials.createInsecure(), options);
    try {
      const info = await call<rpc.AnalyzerInfo>((done) => client.getAnalyzerInfo(new Empty(), done));
      return new PolicyPack(directory, info.getName(), info.getVersion(), rulesOf(info), client, running);
    } catch (error) {
      client.close();
      await running.close();
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
    await this.running.close();
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
