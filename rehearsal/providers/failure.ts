import * as grpc from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { PartialFailure } from "./provider";
import { fromStruct, toStruct } from "./wire";

const DETAILS = "grpc-status-details-bin";
const PARTIAL = "pulumirpc.ErrorResourceInitFailed";

/** An error as gRPC carries it; a partial failure takes the half-made resource along. */
export function toServiceError(error: unknown): grpc.ServerErrorResponse {
  const message = error instanceof Error ? error.message : String(error);
  const response: grpc.ServerErrorResponse = Object.assign(new Error(message), {
    code: grpc.status.UNKNOWN,
    details: message,
  });
  if (!(error instanceof PartialFailure)) return response;
  const { id, outputs, inputs } = error.state;
  const detail = new ErrorResourceInitFailed().setId(id).setProperties(toStruct(outputs)).setReasonsList(error.reasons);
  if (inputs) detail.setInputs(toStruct(inputs));
  const any = new Any();
  any.pack(detail.serializeBinary(), PARTIAL);
  const status = new Status().setCode(grpc.status.UNKNOWN).setMessage(message).setDetailsList([any]);
  response.metadata = new grpc.Metadata();
  response.metadata.set(DETAILS, Buffer.from(status.serializeBinary()));
  return response;
}

/** The provider doesn't know the call. */
export class Unimplemented extends Error {}

/** The reverse, for whoever called the provider. */
export function fromServiceError(error: grpc.ServiceError): Error {
  if (error.code === grpc.status.UNIMPLEMENTED) return new Unimplemented(error.details);
  const details = error.metadata?.get(DETAILS)[0];
  if (details === undefined || typeof details === "string") return new Error(error.details || error.message);
  for (const any of Status.deserializeBinary(details).getDetailsList()) {
    const detail = any.unpack(ErrorResourceInitFailed.deserializeBinary, PARTIAL);
    if (!detail) continue;
    const inputs = detail.hasInputs() ? fromStruct(detail.getInputs()) : undefined;
    const state = { id: detail.getId(), outputs: fromStruct(detail.getProperties()), inputs };
    return new PartialFailure(state, detail.getReasonsList());
  }
  return new Error(error.details || error.message);
}
