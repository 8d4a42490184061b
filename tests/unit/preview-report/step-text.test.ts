import { putText } from "../../../components/remote/file";
import { library } from "../../../components/remote/library";
import { assemble } from "../../../components/remote/step";
import { stepFiles } from "../../../tools/preview-report/step-files";
import { parseStep } from "../../../tools/preview-report/step-text";
import { sample } from "./samples";

const script = `packages nginx
${putText({ path: "/etc/nginx/nginx.conf", content: "events {}\nEND\n", mode: "0600", owner: "www-data:www-data" })}
if changed; then systemctl reload nginx; fi`;

test("reads back what a step was given", () => {
  expect(parseStep(assemble("web-nginx", script))).toEqual({
    name: "web-nginx",
    script,
    commands:
      "packages nginx\nput /etc/nginx/nginx.conf 0600 www-data:www-data <<'END_'\nif changed; then systemctl reload nginx; fi",
    files: [
      {
        path: "/etc/nginx/nginx.conf",
        mode: "0600",
        owner: "www-data:www-data",
        content: "events {}\nEND\n",
        exact: true,
      },
    ],
    readsSecrets: false,
  });
});

test("knows the shared functions and secrets apart from the script", () => {
  const step = parseStep(assemble("web-first", script, { bringsLibrary: true, readsSecrets: true }));
  expect(step).toMatchObject({ name: "web-first", script, readsSecrets: true });
  expect(step?.library).toBe(library);
});

test("reads the envelope of earlier releases", () => {
  const body = `set -eu\n. /usr/local/lib/open-infrastructure/step.sh\nbegin old\n${script}\nfinish`;
  const text = `script=$(cat <<'STEP'\n${body}\nSTEP\n)\nif true; then sudo=; fi\nexec $sudo systemd-run sh -c "$script"\n`;
  expect(parseStep(text)).toMatchObject({ name: "old", script });
});

test.each([
  "",
  "touch /srv/new",
  "$sudo tee \"$script\" >/dev/null <<'STEP'\nno end",
  assemble("s", "true").replace("\nfinish\n", "\n"),
  assemble("s", "true").replace(". /usr/local", ". /opt"),
])("is undefined for what is no step: %j", (text) => expect(parseStep(text)).toBeUndefined());

test("every step of the entry program comes apart, and its files together hold what its text holds", () => {
  const texts = sample("first-creation").steps.flatMap(({ newState }) => newState?.inputs?.create ?? []) as string[];
  expect(texts.length).toBeGreaterThan(10);
  for (const text of texts) {
    const step = parseStep(text)!;
    expect(text).toContain(step.script);
    for (const { content } of step.files) expect(step.script).toContain(content as string);
  }
});

describe("files of scripts", () => {
  const path = (text: string) => stepFiles(text).files.map((file) => file.path);

  test.each<[string, string[]]>([
    ["cat > /srv/a <<'EOF'\nx\nEOF", ["/srv/a"]],
    ["cat >/srv/a <<EOF\nx\nEOF", ["/srv/a"]],
    ["cat <<EOF >> '/srv/a b'\nx\nEOF", ["/srv/a b"]],
    ["tee /srv/a >/dev/null <<\\EOF\nx\nEOF", ["/srv/a"]],
    ["  put \"/etc/$v/a\" 0640 a:b <<'END'\nx\nEND", ["/etc/$v/a"]],
    ["sed s/a/b/ <<'END' | put /etc/a 0644 root:root\nx\nEND", ["/etc/a"]],
    ["cat <<-EOF >/srv/a\n\tx\n\tEOF", ["/srv/a"]],
    ["cat >/srv/a <<A; cat >/srv/b <<B\n1\nA\n2\nB", ["/srv/a", "/srv/a"]],
    ["python3 - <<'END'\nprint(1)\nEND", []],
    ["psql >/dev/null <<'SQL'\nselect 1\nSQL", []],
    ["# cat >/srv/a <<EOF", []],
    ["cat >/srv/a <<EOF\nno end", []],
    ["x=$((1 << 2)); cat <<< word", []],
    ["cat >/srv/a <<'EOF'\ncat >/srv/b <<'END'\nEND\nEOF", ["/srv/a"]],
  ])("%j", (text, paths) => expect(path(text)).toEqual(paths));

  test.each<[string, boolean]>([
    ["put /a 0644 root:root <<'END'\n$x\nEND", true],
    ["put /a 0644 root:root <<END\n$x\nEND", false],
    ["put \"/a/$x\" 0644 root:root <<'END'\nx\nEND", false],
    ["put '/a/$x' 0644 root:root <<'END'\nx\nEND", true],
    ["sed s/a/b/ <<'END' | put /a 0644 root:root\nx\nEND", false],
  ])("%j is exactly what the machine gets: %s", (text, exact) => expect(stepFiles(text).files[0]!.exact).toBe(exact));

  test("bytes stay bytes, text in base64 becomes text", () => {
    const text = (bytes: Buffer) => `base64 -d >/a <<'END'\n${bytes.toString("base64")}\nEND`;
    expect(stepFiles(text(Buffer.from([0, 200, 7]))).files[0]!.content).toEqual(Buffer.from([0, 200, 7]));
    expect(stepFiles(text(Buffer.from("héllo\n"))).files[0]!.content).toBe("héllo\n");
  });
});
