import { Graph } from "../../../rehearsal/engine/graph";
import { newResource, type Resource } from "../../../rehearsal/engine/resource";

const thing = (name: string, more: Partial<Resource> = {}): Resource => ({
  ...newResource(`urn:pulumi:dev::test::sim:index:Thing::${name}`, "sim:index:Thing", true),
  ...more,
});

const a = thing("a");
const group = thing("group", { custom: false });
const b = thing("b", { dependencies: [a.urn], parent: group.urn });
const c = thing("c", { propertyDependencies: { value: [b.urn] } });
const d = thing("d", { dependencies: [group.urn] });
const graph = new Graph([a, group, b, c, d]);

test("dependents are found through others", () => {
  expect(graph.dependingOn(a, new Set())).toEqual([b, c]);
  expect(graph.dependingOn(a, new Set([b.urn]))).toEqual([]);
});

test("whoever depends on a component depends on its children", () => {
  expect(graph.dependenciesOf(d)).toEqual(new Set([group, b]));
  expect(graph.dependenciesOf(b)).toEqual(new Set([a, group]));
});

test("everything a resource needs, directly or not", () => {
  expect(graph.transitiveDependenciesOf(c)).toEqual(new Set([b, a, group]));
});
