import type * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/engine_pb";
import { unary } from "./monitor";
import type { Reporter } from "./reporter";

const SEVERITIES = ["debug", "info", "warning", "error"] as const;

/** Adds Pulumi's service `Engine`, by which a program logs, to a server. */
export function serveEngine(server: grpc.Server, reporter: Reporter): void {
  let root = "";
  server.addService(EngineService, {
    log: unary(async (request: rpc.LogRequest) => {
      const severity = SEVERITIES[request.getSeverity()] ?? "info";
      const [urn, message, ephemeral] = [request.getUrn(), request.getMessage(), request.getEphemeral()];
      if (severity !== "debug") reporter.diagnostic({ urn, message, severity, ephemeral });
      return new Empty();
    }),
    getRootResource: unary(async () => new rpc.GetRootResourceResponse().setUrn(root)),
    setRootResource: unary(async (request: rpc.SetRootResourceRequest) => {
      root = request.getUrn();
      return new rpc.SetRootResourceResponse();
    }),
    requirePulumiVersion: unary(async () => new rpc.RequirePulumiVersionResponse()),
  });
}
