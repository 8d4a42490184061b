import { Markers } from "../../../tools/eject/markers";
import { hideSecrets } from "../../../tools/eject/plain-secrets";

function hidden(values: Record<string, string>) {
  const markers = new Markers();
  const { values: now, secretKeys } = hideSecrets({ values, secretKeys: ["shop:known"], standIns: [] }, markers);
  return { text: JSON.stringify(now), secretKeys, stoodFor: markers.all.map(({ of }) => of), now };
}

test("a secret that somebody forgot to encrypt has a marker, wherever it is", () => {
  const { text, secretKeys, stoodFor } = hidden({
    "shop:notifyPassword": "plain-1",
    "shop:pin.token": "4711",
    "shop:lists": JSON.stringify({ relay: { user: "ada", password: "plain-2" }, tokens: ["plain-3", "plain-4"] }),
  });
  expect(text).not.toMatch(/plain-|4711/);
  expect(text).toContain("ada");
  expect(secretKeys).toEqual(["shop:known", "shop:notifyPassword", "shop:pin", "shop:lists"]);
  expect(stoodFor).toEqual([
    "shop:notifyPassword",
    "shop:pin.token",
    "shop:lists.relay.password",
    "shop:lists.tokens[0]",
    "shop:lists.tokens[1]",
  ]);
});

test("everything else stays as it is", () => {
  const values = {
    "shop:domain": "example.org",
    "shop:webhook": "",
    "shop:odd": "{ no JSON",
    "shop:people": JSON.stringify([{ name: "ada", sshKeys: ["ssh-ed25519 AAAA"], tokenPassword: false }]),
  };
  const { now, secretKeys } = hidden(values);
  expect(now).toEqual(values);
  expect(secretKeys).toEqual(["shop:known"]);
});
