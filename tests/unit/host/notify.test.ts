import { execFileSync } from "node:child_process";
import { notifyScript } from "../../../components/host/notify";
import { valueOf } from "../harness";

test.each(["plain", `a"b`, "a\\b", '\\"', "a%sb", "$HOME`id`", "it's", " a b "])(
  "curl reads the password %j back as it is",
  async (password) => {
    const script = await valueOf(
      notifyScript({ to: "ada@example.org", from: "web@example.org", server: "smtp.example.net", port: 2525 }),
    );
    const lines = script.split("\n").filter((line) => line.includes("curl_config"));
    const programs = "put() { case $1 in *mail*) cat ;; *) cat >/dev/null ;; esac; }";
    const config = execFileSync("sh", ["-euc", [programs, ...lines].join("\n")], {
      encoding: "utf8",
      env: { ...process.env, webhook: "", user: "ada", password },
    });
    const quoted = /^user = "((?:[^"\\]|\\["\\])*)"\n$/.exec(config)?.[1];
    expect(quoted?.replaceAll(/\\(.)/g, "$1")).toBe(`ada:${password}`);
  },
);
