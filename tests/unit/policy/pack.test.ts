import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { policies } from "../../../policy/pack";
import type { Rule } from "../../../policy/rules/rule";
import { at } from "../../../policy/rules/values";

const rule: Rule = {
  name: "no-red",
  description: "Nothing is red.",
  judge: ({ properties }) => {
    const color = at(properties.paint, "color");
    if (typeof color === "string") return color === "red" ? [{ wrong: "it is red" }] : [];
    return color === undefined ? [] : [{ unknown: "paint.color" }];
  },
};

/** What stands for an unknown value throws when it is touched, as with the SDK. */
function unknown(key: string): object {
  return Object.defineProperty({}, key, {
    enumerable: true,
    get: () => {
      throw new Error("can't be known during preview");
    },
  });
}

function judge(pack: Policies, name: string, props: object): string[] {
  const said: string[] = [];
  const urn = `urn:pulumi:s::p::a:index:Parent$a:index:Thing::${name}`;
  const args = { urn, type: "a:index:Thing", name, props } as Parameters<typeof validate>[0];
  const validate = (pack[0] as ResourceValidationPolicy).validateResource as (
    args: { urn: string; type: string; name: string; props: object },
    report: (message: string) => void,
  ) => void;
  validate(args, (message) => said.push(message));
  return said;
}

function left(pack: Policies): string[] {
  const said: string[] = [];
  const { validateStack } = pack.at(-1) as StackValidationPolicy;
  void validateStack({ resources: [] } as never, (message) => said.push(message));
  return said;
}

test("what is wrong is reported, and fails the run", () => {
  const pack = policies([rule]);
  expect(pack.map(({ name, enforcementLevel }) => [name, enforcementLevel])).toEqual([
    ["no-red", "mandatory"],
    ["could-not-be-judged", "advisory"],
  ]);
  expect(judge(pack, "wall", { paint: { color: "red" } })).toEqual(["it is red"]);
  expect(judge(pack, "door", { paint: { color: "blue" } })).toEqual([]);
  expect(left(pack)).toEqual([]);
});

test("what is unknown is told once per rule, until it is judged", () => {
  const pack = policies([rule]);
  for (const name of ["roof", "wall", "door", "gate", "shed"])
    expect(judge(pack, name, { paint: unknown("color") })).toEqual([]);
  expect(judge(pack, "step", unknown("paint"))).toEqual([]);
  expect(left(pack)).toEqual(["no-red: paint.color of door, gate, roof and 3 more is known only later"]);
  for (const name of ["roof", "wall", "gate", "shed", "step"]) judge(pack, name, { paint: { color: "blue" } });
  expect(left(pack)).toEqual(["no-red: paint.color of door is known only later"]);
});
