import { report } from "../../../tools/preview-report/report";
import { expectGolden } from "../golden";
import { madePreview, madeStep, sample, sampleNames } from "./samples";

const command = "command:remote:Command";

test.each(sampleNames)("the report of %s is the one that was reviewed", (name) => {
  expectGolden(`preview-report-${name}.md`, report(sample(name)).full);
});

test.each(sampleNames)("the same preview of %s gives the same bytes, in whatever order its steps come", (name) => {
  const { steps, ...rest } = sample(name);
  const [stack, ...others] = steps;
  const turned = { ...rest, steps: [stack!, ...others.toReversed()] };
  expect(report(turned)).toEqual(report(sample(name)));
});

test("no change is one line", () => {
  const { short, full, changed } = report(sample("no-changes"));
  expect({ short, full, changed }).toEqual({
    short: "`pt/dev`: no changes.\n",
    full: "`pt/dev`: no changes.\n",
    changed: false,
  });
});

test("what policies found is said even if nothing changes", () => {
  const violation = { pack: "p", policy: "no-open-ssh", level: "mandatory", message: "SSH is open to the world" };
  const policies = { violations: [violation], passed: ["a"] };
  const { full, failed } = report(sample("no-changes"), { policies });
  expect(failed).toBe(true);
  expect(full).toContain("🔴 1 policy violation that stops the update");
  expect(full).toContain("| 🔴 stops the update | `no-open-ssh` | the stack | `SSH is open to the world` |");
});

const finding = (policy: string, level: string) => ({ pack: "p", policy, level, message: "m" });

test("advice alone is no reason to say more than that nothing changes", () => {
  const { full, failed } = report(sample("no-changes"), {
    policies: { violations: [finding("a", "advisory")], passed: [] },
  });
  expect([full, failed]).toEqual(["`pt/dev`: no changes.\n", false]);
});

test("a preview that only policies stop still says what would change", () => {
  const stopped = { ...sample("mixed"), diagnostics: [{ severity: "error", message: "error: preview failed\n" }] };
  const policies = { violations: [finding("z", "mandatory")], passed: ["a"] };
  const { full, failed } = report(stopped, { policies });
  expect(failed).toBe(true);
  expect(full).toContain("1 policy violation that stops the update");
  expect(full).toContain("#### Machines and services");
  // Advice stops nothing: then something else failed.
  const advised = report(stopped, { policies: { violations: [finding("z", "advisory")], passed: ["a"] } });
  expect(advised.full).toContain("Why it failed");
  expect(advised.full).not.toContain("#### Machines and services");
  expect(report(stopped, { policies: { violations: [], passed: ["a"] } }).full).not.toContain("Policies");
});

test("mandatory findings stand before advice", () => {
  const policies = { violations: [finding("a", "advisory"), finding("z", "mandatory")], passed: [] };
  const { full } = report(sample("mixed"), { policies });
  expect(full.indexOf("`z`")).toBeLessThan(full.indexOf("`a`"));
});

test("a failed preview shows its errors, masked, and nothing that looks like a plan", () => {
  const preview = {
    ...sample("mixed"),
    diagnostics: [
      { severity: "error", message: "\u001b[31merror: token=abcdef123456 is refused\u001b[0m\n```\n@everyone" },
    ],
  };
  const { full, failed } = report(preview);
  expect(failed).toBe(true);
  expect(full).toBe(
    "### Preview of `pt/dev` failed\n\n#### 🔴 Why it failed\n\n````\nerror: token=[secret] is refused\n```\n@everyone\n````\n",
  );
});

describe("too long for a forge", () => {
  const limits = [30_000, 8000, 5000, 3000, 1500, 800, 300, 60];

  test.each(limits)("cut to %i characters", (limit) => {
    for (const name of sampleNames) {
      const { short, full } = report(sample(name), { limit, wholeText: "[The whole text](https://example.org/1)." });
      expect(short.length).toBeLessThanOrEqual(limit);
      if (full.length <= limit) expect(short).toBe(full);
      else expect(short).toMatch(/too long for a comment/i);
    }
  });

  test("the least important goes first, and it is said what and where the whole is", () => {
    const { short } = report(sample("changed-settings"), {
      limit: 4500,
      wholeText: "Whole: [artefact](https://example.org/1).",
    });
    expect(short).toContain("cut were 3 of ");
    expect(short).toContain("“Machines and services”. Whole: [artefact](https://example.org/1).");
    expect(short).toContain("Data is lost with `builder-droplet-1`");
    expect(short).toContain("+shop.example.org. 300 IN A 203.0.113.");
  });

  test("fences and folds that are opened are closed", () => {
    for (const limit of limits) {
      const { short } = report(sample("changed-settings"), { limit });
      expect((short.match(/^```/gm)?.length ?? 0) % 2).toBe(0);
      expect(short.split("<details").length).toBe(short.split("</details>").length);
    }
  });
});

test("a mode, an owner and what is no text are said without content", () => {
  const text = (mode: string, bytes: Buffer) =>
    `put /etc/x ${mode} root:root <<'END'\nsame\nEND\nbase64 -d >/etc/blob <<'END'\n${bytes.toString("base64")}\nEND\n`;
  const step = madeStep("update", command, "s", {
    old: { create: text("0644", Buffer.from([0, 255, 1])) },
    now: { create: text("0600", Buffer.from([0, 255, 2, 3])) },
    diffReasons: ["create"],
  });
  const { full } = report(madePreview(step));
  expect(full).toContain("- <code>/etc/x</code> · 0644 root&#58;root → 0600 root&#58;root");
  expect(full).toContain("- <code>/etc/blob</code> · not text&#58; 3 → 4 bytes");
});

test("texts that differ in nearly everything are not compared for minutes", () => {
  const lines = (seed: number) => Array.from({ length: 5000 }, (_, at) => `${(at * seed) % 7919} ${seed}`).join("\n");
  const file = (seed: number) => `put /etc/big 0644 root:root <<'END'\n${lines(seed)}\nEND\n`;
  const step = madeStep("update", command, "s", { old: { create: file(3) }, now: { create: file(5) } });
  expect(report(madePreview(step)).full).toContain("<code>/etc/big</code> +5001 −5001 · nearly everything differs");
});
