import { fromServiceError, toServiceError } from "../../../rehearsal/providers/failure";
import { PartialFailure } from "../../../rehearsal/providers/provider";
import { Secret, Unknown, type PropertyMap } from "../../../rehearsal/providers/value";
import { fromStruct, SIGNATURE, toStruct } from "../../../rehearsal/providers/wire";

const properties: PropertyMap = {
  text: "x",
  nothing: null,
  list: [1, true, Unknown.instance],
  secret: new Secret({ key: "hidden", later: Unknown.instance }),
};

test("properties arrive as they were sent", () => {
  expect(fromStruct(toStruct(properties))).toEqual(properties);
});

test("a receiver that doesn't know secrets gets plain values", () => {
  expect(fromStruct(toStruct({ secret: new Secret("hidden") }, {}))).toEqual({ secret: "hidden" });
});

test("output values are taken for what they are", () => {
  const output = { [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", dependencies: [] };
  const sent = toStruct({
    known: { ...output, value: 1 },
    hidden: { ...output, value: 2, secret: true },
    later: output,
  });
  expect(fromStruct(sent)).toEqual({ known: 1, hidden: new Secret(2), later: Unknown.instance });
});

test("a reference to a resource is its id where references aren't known", () => {
  const reference = { [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:x", id: "7" };
  expect(fromStruct(toStruct({ reference }))).toEqual({ reference: "7" });
});

test("a partial failure takes the half-made resource along", () => {
  const failure = new PartialFailure({ id: "7", outputs: { a: new Secret(1) } }, ["not reachable"]);
  const received = fromServiceError(toServiceError(failure) as Parameters<typeof fromServiceError>[0]);
  expect(received).toBeInstanceOf(PartialFailure);
  expect(received).toMatchObject({ state: { id: "7", outputs: { a: new Secret(1) } }, reasons: ["not reachable"] });
});
