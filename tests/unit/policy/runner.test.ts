import { unknown, type Value } from "../../../policy/rules/rule";
import { runnerApartFromForge } from "../../../policy/rules/runner-apart-from-forge";
import { resource, saidOfStack } from "./resources";

const host = (name: string) => resource("open-infrastructure:index:Host", name, {});
const droplet = (of: { urn: string; name: string }) =>
  resource("open-infrastructure:index:Host$digitalocean:index/droplet:Droplet", of.name, {}, { parent: of.urn });
const step = (component: string, name: string, connection: Value, ...sources: { urn: string }[]) =>
  resource(
    `open-infrastructure:index:${component}$command:remote:Command`,
    name,
    { connection },
    { parent: component, sources: { connection: sources.map(({ urn }) => urn) } },
  );
const [web, builder] = [host("web"), host("builder")];
const machines = [web, builder, droplet(web), droplet(builder)];

test("a runner on a machine of its own passes, known by its address or by where its connection comes from", () => {
  const code = step("CodeHosting", "code", { host: "192.0.2.1" });
  expect(saidOfStack(runnerApartFromForge, [code, step("CiRunner", "runner", { host: "192.0.2.2" })])).toEqual([]);
  const later = [
    step("CodeHosting", "code", unknown, droplet(web)),
    step("CiRunner", "runner", unknown, droplet(builder)),
  ];
  expect(saidOfStack(runnerApartFromForge, [...machines, ...later])).toEqual([]);
  expect(saidOfStack(runnerApartFromForge, [step("CiRunner", "runner", unknown)])).toEqual([]);
});

test("a runner beside the forge fails, once", () => {
  const same = [step("CodeHosting", "code", { host: "192.0.2.1" }), step("CiRunner", "runner", { host: "192.0.2.1" })];
  const wrong = ["runner: runner is on the machine of the forge: give builds a machine of their own"];
  expect(saidOfStack(runnerApartFromForge, [...same, same[1]!])).toEqual(wrong);
  const later = [
    step("CodeHosting", "code", unknown, droplet(web)),
    step("CiRunner", "runner", { host: unknown }, droplet(web)),
  ];
  expect(saidOfStack(runnerApartFromForge, [...machines, ...later])).toEqual(wrong);
});

test("machines that nothing is known of can't be judged", () => {
  const stack = [step("CodeHosting", "code", { host: "192.0.2.1" }), step("CiRunner", "runner", unknown)];
  expect(saidOfStack(runnerApartFromForge, stack)).toEqual(["runner: unknown: connection.host"]);
});
