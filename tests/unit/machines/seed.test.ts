import { interfaceFile } from "../../../rehearsal/machines/seed";

test.each([
  [undefined, ["198.51.100.16/32", "2001:db8:113::10/128"], ["198.51.100.1", "2001:db8:113::1"]],
  [true, ["198.51.100.16/32", "2001:db8:113::10/128"], ["198.51.100.1", "2001:db8:113::1"]],
  [false, ["198.51.100.16/32"], ["198.51.100.1"]],
])("a machine with ipv6 %s has the addresses and gateways it asked for", (ipv6, addresses, gateways) => {
  const spec = { name: "web", image: "debian-13" as const, sshKeys: [], ipv6 };
  const machine = { address: "198.51.100.16", ipv6Address: "2001:db8:113::10", extraAddresses: [], spec };
  const values = (key: string) =>
    [...interfaceFile(machine).matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map(([, value]) => value);
  expect({ addresses: values("Address"), gateways: values("Gateway") }).toEqual({ addresses, gateways });
});
