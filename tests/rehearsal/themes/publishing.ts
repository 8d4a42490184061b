import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { eventually, type Organisation } from "../organisation";

const example = resolve(__dirname, "../../../rehearsal/internet/sites/example");
const unit = "open-infrastructure-site-website.service";

/** Commits the example site with a file of it replaced. */
async function commit(organisation: Organisation, name: string, content: string): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "site-"));
  cpSync(example, directory, { recursive: true });
  writeFileSync(join(directory, name), content);
  await organisation.world.publishRepository("example/website", directory, `Change ${name}`);
  rmSync(directory, { recursive: true });
}

/** Has what was committed published. A run that is under way may have fetched before, and a start would only wait for its end. */
export async function publish(organisation: Organisation): Promise<void> {
  const state = `systemctl show --property=ActiveState --value ${unit}`;
  await organisation.sh(`while [ "$(${state})" = activating ]; do sleep 0.2; done; systemctl start ${unit}`);
}

const page = (title: string) => `---\nlayout: default\n---\n<h1>${title}</h1>\n`;

/** What is committed to the site's repository gets to visitors. */
export function publishingTests(organisation: Organisation): void {
  const heading = async () =>
    /<h1>(.*)<\/h1>/.exec((await organisation.visit("curl", "-sS", "https://www.example.org/")).stdout)?.[1];

  test("a change is published by the timer's unit", async () => {
    await commit(organisation, "index.html", page("Published by the timer"));
    await publish(organisation);
    expect(await heading()).toBe("Published by the timer");
  });

  test("a change is published when the hook is called", async () => {
    await commit(organisation, "index.html", page("Published by the hook"));
    const hook = `https://www.example.org${await organisation.sh("cat /etc/open-infrastructure/sites/website.hook")}`;
    const call = (...options: string[]) =>
      organisation.visit("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", ...options);
    expect((await call(hook)).stdout).toBe("405");
    expect(await organisation.sh("cat /var/log/nginx/open-infrastructure-site-website.hook")).toBe("");
    expect((await call("-d", "{}", `${hook}0`)).stdout).not.toBe("202");
    expect((await call("-d", "{}", hook)).stdout).toBe("202");
    await eventually("the new page", async () => (await heading()) === "Published by the hook");
  });

  test("a change that can't be built leaves the page and is told by mail", async () => {
    const before = (await organisation.world.mailbox("ada@example.org")).length;
    await commit(organisation, "index.html", "---\nlayout: default\n---\n{% include not-there.html %}\n");
    await expect(publish(organisation)).rejects.toThrow();
    expect(await heading()).toBe("Published by the hook");
    expect(await organisation.sh("systemctl list-units --state=failed --plain --no-legend")).toContain(unit);
    const mail = await eventually("the mail", async () => {
      const mails = (await organisation.world.mailbox("ada@example.org")).slice(before);
      return mails.find((text) => text.includes("open-infrastructure-site-website failed"));
    });
    expect(mail).toMatch(/not-there\.html/);
  });

  test("once it is put right it is published", async () => {
    await commit(organisation, "index.html", page("Put right"));
    await publish(organisation);
    expect(await heading()).toBe("Put right");
    expect(await organisation.sh("systemctl list-units --state=failed --plain --no-legend")).toBe("");
  });
}
