import * as pulumi from "@pulumi/pulumi";
import { memoryOf, warnOfMemory } from "../../settings/memory";

test.each([
  ["s-1vcpu-512mb-10gb", 512],
  ["s-1vcpu-2gb", 2048],
  ["s-4vcpu-8gb-amd", 8192],
  ["m-2vcpu-16gb", 16384],
  ["c-2", undefined],
])("%s has %s MiB", (size, memory) => {
  expect(memoryOf(size)).toBe(memory);
});

test.each([
  ["too much for a small machine", { host: { size: "s-1vcpu-1gb" }, website: {}, code: {}, ci: {} }, /1024 MiB.*1333/],
  [
    "lists and documents on little",
    { host: { size: "s-2vcpu-2gb" }, website: {}, documents: {}, lists: {} },
    /lists 1300/,
  ],
  ["a website with a large build", { host: { size: "s-1vcpu-2gb" }, website: { buildMemory: 4000 } }, /website 4000/],
])("%s is told", (_what, settings, told) => {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  warnOfMemory(settings);
  expect(warn).toHaveBeenCalledWith(expect.stringMatching(told));
  warn.mockRestore();
});

test.each([
  ["what has room", { host: { size: "s-1vcpu-2gb" }, website: {}, code: {}, ci: {} }],
  ["an unknown size", { host: { size: "c-2" }, website: { buildMemory: 99999 } }],
  ["a machine that somebody else rents", { website: { buildMemory: 99999 } }],
])("%s is nothing to talk about", (_what, settings) => {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  warnOfMemory(settings);
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});
