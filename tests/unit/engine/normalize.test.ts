import { normalizeUrns } from "../../../rehearsal/engine/normalize";
import type { StoredResource } from "../../../rehearsal/engine/stored";

const urn = (type: string, name: string): string => `urn:pulumi:dev::test::${type}::${name}`;

test("whoever refers to a former name refers to the current one, children of a renamed parent included", () => {
  const resources: StoredResource[] = [
    { urn: urn("my:index:New", "group"), custom: false, type: "my:index:New", aliases: [urn("my:index:Old", "group")] },
    {
      urn: urn("my:index:Old$sim:index:Thing", "a"),
      custom: true,
      type: "sim:index:Thing",
      parent: urn("my:index:Old", "group"),
      dependencies: [urn("my:index:Old", "group")],
    },
  ];
  const [group, child] = normalizeUrns(resources);
  expect(group!.aliases).toBeUndefined();
  expect(child).toMatchObject({
    urn: urn("my:index:New$sim:index:Thing", "a"),
    parent: urn("my:index:New", "group"),
    dependencies: [urn("my:index:New", "group")],
  });
});
