import type { Organisation } from "../organisation";

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What a visitor gets who doesn't follow redirects. */
async function get(organisation: Organisation, url: string, ...options: string[]): Promise<Answer> {
  const { status, stdout, stderr } = await organisation.visit("curl", "-sS", "-i", "--http1.1", ...options, url);
  if (status !== 0) throw new Error(`${url}: ${stderr}`);
  const [head = "", ...body] = stdout.split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const headers = lines.map((line) => [line.split(": ")[0]!.toLowerCase(), line.slice(line.indexOf(": ") + 2)]);
  return { status: Number(first.split(" ")[1]), headers: Object.fromEntries(headers), body: body.join("\r\n\r\n") };
}

/** The page, as visitors see it. */
export function siteTests(organisation: Organisation): void {
  const site = "https://www.example.org/";

  test("the page is served over HTTPS by a trusted certificate", async () => {
    const { status, headers, body } = await get(organisation, site);
    expect(status).toBe(200);
    expect(headers["content-type"]).toMatch(/^text\/html/);
    expect(body).toContain("<h1>Good books, long walks, open doors</h1>");
    expect(body).toContain("A website of our own");
  });

  test("pages, styles and errors are where Jekyll puts them", async () => {
    const about = await get(organisation, `${site}about/`);
    const style = await get(organisation, `${site}assets/site.css`);
    const missing = await get(organisation, `${site}not-there`);
    expect([about.status, style.status, missing.status]).toEqual([200, 200, 404]);
    expect(style.headers["content-type"]).toMatch(/^text\/css/);
    expect(missing.headers["content-security-policy"]).toBeDefined();
    expect((await get(organisation, `${site}.git/config`)).status).toBe(404);
  });

  test("other names and plain HTTP lead to the one address", async () => {
    for (const [from, to] of [
      ["http://www.example.org/about/", "https://www.example.org/about/"],
      ["http://example.org/about/", "https://www.example.org/about/"],
      ["https://example.org/about/", "https://www.example.org/about/"],
    ] as const) {
      const target = await follow(organisation, from);
      expect([from, target]).toEqual([from, to]);
    }
  });

  test("who asks for another name gets nothing", async () => {
    const { address } = await organisation.machine();
    const strange = ["--resolve", `other.example.org:443:${address}`, "--resolve", `other.example.org:80:${address}`];
    const tls = await organisation.visit("curl", "-sSk", ...strange, "https://other.example.org/");
    const plain = await organisation.visit("curl", "-sS", ...strange, "http://other.example.org/");
    const bare = await organisation.visit("curl", "-sSk", `https://${address}/`);
    expect([tls.stdout, plain.stdout, bare.stdout]).toEqual(["", "", ""]);
    expect([tls.status, plain.status, bare.status]).not.toContain(0);
  });

  test("IPv6 and HTTP/2 work", async () => {
    const six = await organisation.visit(
      "curl",
      "-sS",
      "-6",
      "-o",
      "/dev/null",
      "-w",
      "%{http_code} %{http_version}",
      site,
    );
    expect(six.stdout).toBe("200 2");
  });

  // The tests of the HTTP Observatory's newest algorithm, each with its best result for a site without cookies and preload.
  describe("security headers", () => {
    let page: Answer;
    beforeAll(async () => {
      page = await get(organisation, site, "-H", "Origin: https://elsewhere.example");
    });
    const policy = () =>
      new Map(
        page.headers["content-security-policy"]!.split(/; */).map((one) => [
          one.split(" ")[0]!,
          one.split(" ").slice(1),
        ]),
      );

    test("content security policy: nothing by default, nothing unsafe", () => {
      expect(policy().get("default-src")).toEqual(["'none'"]);
      expect(policy().get("base-uri")).toEqual(["'none'"]);
      expect(policy().get("form-action")).toBeDefined();
      expect(page.headers["content-security-policy"]).not.toMatch(/unsafe-|http:|\*/);
    });
    test("cookies: none", () => expect(page.headers["set-cookie"]).toBeUndefined());
    test("cross-origin resource sharing: none", () =>
      expect(Object.keys(page.headers).filter((name) => name.startsWith("access-control"))).toEqual([]));
    test("redirection: HTTP leads to HTTPS on the same host, at once", async () => {
      const { status, headers } = await get(organisation, "http://www.example.org/");
      expect([301, 308]).toContain(status);
      expect(headers.location).toBe(site);
    });
    test("referrer policy: private", () => expect(page.headers["referrer-policy"]).toBe("no-referrer"));
    test("strict transport security: two years", () =>
      expect(page.headers["strict-transport-security"]).toBe("max-age=63072000"));
    test("subresource integrity: no scripts from elsewhere", () =>
      expect(page.body).not.toMatch(/<script[^>]+src=["']?(https?:)?\/\//));
    test("content type options: no sniffing", () => expect(page.headers["x-content-type-options"]).toBe("nosniff"));
    test("frame options: in the policy too", () => {
      expect(policy().get("frame-ancestors")).toEqual(["'none'"]);
      expect(page.headers["x-frame-options"]).toBe("DENY");
    });
    test("cross-origin resource policy", () =>
      expect(page.headers["cross-origin-resource-policy"]).toBe("same-origin"));
    test("cross-origin opener policy", () => expect(page.headers["cross-origin-opener-policy"]).toBe("same-origin"));
    test("cross-origin embedder policy", () =>
      expect(page.headers["cross-origin-embedder-policy"]).toBe("require-corp"));
  });
}

async function follow(organisation: Organisation, url: string): Promise<string> {
  const args = ["-sS", "-L", "-o", "/dev/null", "-w", "%{url_effective}"];
  return (await organisation.visit("curl", ...args, url)).stdout;
}
