import type * as pulumi from "@pulumi/pulumi";
import { volumeName } from "../../../components/host/data-volume";
import { mountScript, unmountScript } from "../../../components/host/data-steps";
import { ExistingHost } from "../../../components/host/existing-host";
import { Host } from "../../../components/host/host";
import { expectGolden } from "../golden";
import { pretendEngine, settled, testHost, valueOf, type Registered } from "../harness";

const args = { region: "fra1", dataVolume: { size: 10 } };

/** A host's resources, and the options that each was given. */
async function made(given: Partial<ConstructorParameters<typeof Host>[1]> = {}) {
  const seen = pretendEngine();
  const options: Record<string, pulumi.CustomResourceOptions> = {};
  const note: pulumi.ResourceTransformation = ({ name, opts }) => {
    options[name] = opts;
    return undefined;
  };
  const host = new Host("web", { ...args, ...given }, { transformations: [note] });
  await settled();
  const named = (name: string): Registered => seen.find((resource) => resource.name === name)!;
  return { seen, host, options, named };
}

test("a volume comes before the machine, and is plugged in and mounted last", async () => {
  const { seen } = await made();
  const names = seen.map(({ name }) => name);
  expect(names.indexOf("web-data-volume")).toBeLessThan(names.indexOf("web-droplet-1"));
  expect(names.slice(-3)).toEqual(["web-system", "web-data-attachment", "web-data"]);
});

test("a volume is protected, kept, and never replaced by an empty one", async () => {
  const { named, options } = await made();
  expect(named("web-data-volume").inputs).toEqual({
    name: "web-stack-data",
    region: "fra1",
    size: 10,
    initialFilesystemType: "ext4",
    initialFilesystemLabel: "srv-data",
  });
  expect(options["web-data-volume"]).toMatchObject({ protect: true, retainOnDelete: true });
  const { ignoreChanges } = options["web-data-volume"]!;
  expect(ignoreChanges).toEqual(expect.arrayContaining(["name", "description", "region", "initialFilesystemType"]));
  expect(ignoreChanges).not.toContain("size");
});

test("a volume leaves the old machine before it joins the new one, and the new one is ready by then", async () => {
  const { named, options } = await made({ reservedAddress: true });
  expect(options["web-data-attachment"]).toMatchObject({ deleteBeforeReplace: true });
  expect(options["web-data-attachment"]!.dependsOn).toMatchObject([{ __name: "web-system" }]);
  const { inputs } = named("web-data");
  expect(inputs.delete).toContain("systemctl stop srv-data.mount");
  // By its own address, since the reserved one moves earlier; for its own sake, since a machine that is gone can't let go.
  expect(inputs).toMatchObject({ triggers: ["held"], connection: { host: "203.0.113.10" } });
});

test("data on a volume lets the machine go, and services know where it is", async () => {
  const { host, options } = await made({ keepsData: true, generation: 2 });
  expect(options["web-droplet-2"]).toMatchObject({ protect: false });
  expect(await valueOf(host.dataDirectory)).toBe("/srv/data");
  const without = await made({ keepsData: true, dataVolume: undefined });
  expect(without.options["web-droplet-1"]).toMatchObject({ protect: true });
  expect(await valueOf(without.host.dataDirectory)).toBe("/srv/data");
  expect(await valueOf(new ExistingHost("old", testHost).dataDirectory)).toBe("/srv/data");
  await settled();
});

test.each([0, -1, 1.5, 16_001, NaN, "10"])("a volume of %p GB is refused", async (size) => {
  pretendEngine();
  expect(() => new Host("web", { ...args, dataVolume: { size: size as number } })).toThrow(
    "dataVolume.size must be a whole number from 1 to 16000",
  );
  await settled();
});

test.each(["/", "/srv", "/etc/data", "/srv/../etc", "srv/data", "/srv/da ta", "/srv/$(id)", "/mnt/data/"])(
  "%p is no directory for data",
  async (dataDirectory) => {
    pretendEngine();
    expect(() => new ExistingHost("old", { ...testHost, dataDirectory })).toThrow(
      'dataDirectory must be a directory below /srv or /mnt such as "/srv/data"',
    );
    await settled();
  },
);

test.each([
  ["web-prod", "web-prod-data"],
  ["web-Prod_2.x", "web-prod-2-x-data"],
  [`web-${"x".repeat(80)}`, `web-${"x".repeat(55)}-data`],
])("the volume of %p is called %p", (tag, name) => {
  expect(volumeName(tag)).toBe(name);
  expect(name.length).toBeLessThanOrEqual(64);
});

test("how a volume is mounted and let go of", async () => {
  expectGolden("host-data.sh", await valueOf(mountScript(10)));
  expectGolden("host-data-undo.sh", await valueOf(unmountScript));
});
