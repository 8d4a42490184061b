import type { Organisation } from "../organisation";

/** A container with a web server in it, from an image made on the machine. */
const start = `
export DEBIAN_FRONTEND=noninteractive
apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=600 docker.io docker-cli busybox-static >&2
root=$(mktemp -d)
mkdir "$root/bin"
cp /bin/busybox "$root/bin/"
echo from the container >"$root/index.html"
tar -C "$root" -c . | docker import - pages >&2
docker run --detach --name pages --publish 127.0.0.1:8080:80 pages /bin/busybox httpd -f -p 80 -h / >&2
`;

/** Containers keep their network whatever happens to our packet filter, and see nothing of the cloud's metadata. */
export function containersTests(organisation: Organisation): void {
  const page = () => organisation.sh("curl -sS --retry 1000 --retry-delay 1 --retry-all-errors http://127.0.0.1:8080/");
  const inside = (address: string, seconds = 600) =>
    organisation.sh(
      `docker exec pages /bin/busybox wget -q -T ${seconds} -O /dev/null http://${address}/ 2>&1 || true`,
    );

  beforeAll(() => organisation.sh(start));
  afterAll(() => organisation.sh("docker rm --force pages; docker image rm pages"));

  test.each(["reload", "restart"])(
    "a %s of the packet filter leaves a running container its network",
    async (action) => {
      expect(await page()).toBe("from the container");
      await organisation.sh(`systemctl ${action} open-infrastructure-firewall`);
      expect(await page()).toBe("from the container");
      // An answer of the other side, though not a good one.
      expect(await inside("smtp.example.net")).toContain("404");
    },
  );

  test("a container can't reach the cloud's metadata", async () => {
    expect(await organisation.sh("curl -s -o /dev/null -w '%{http_code}' http://169.254.169.254/")).not.toBe("000");
    expect(await inside("169.254.169.254", 5)).toMatch(/timed out|can't connect|refused/);
  });
}
