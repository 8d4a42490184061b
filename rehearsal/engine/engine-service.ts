import type * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/engine_pb";
import { unary } from "./monitor";
import type { Reporter } from "./reporter";

const SEVERITIES = ["debug", "info", "warning", "error"] as const;

/**
 * Adds Pulumi's service `Engine`, by which a program logs, to a server. Once a run is `over` after a failure, the program is
 * only confused by its end, which would hide what went wrong.
 */
export function serveEngine(server: grpc.Server, reporter: Reporter, over: () => boolean): void {
  let root = "";
  server.addService(EngineService, {
    log: unary(async (request: rpc.LogRequest) => {
      const severity = SEVERITIES[request.getSeverity()] ?? "info";
      const [urn, message, ephemeral] = [request.getUrn(), request.getMessage(), request.getEphemeral()];
      if (severity !== "debug" && !(over() && reporter.failed))
        reporter.diagnostic({ urn, message, severity, ephemeral });
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
