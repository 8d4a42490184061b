import { assemble, assignments } from "../../../components/remote/step";
import { putText } from "../../../components/remote/file";
import { Markers } from "../../../tools/eject/markers";
import type { Observation, Resource } from "../../../tools/eject/observe";

const urn = (type: string, name: string): string => `urn:pulumi:small::shop::${type}::${name}`;
const host = urn("open-infrastructure:index:Host", "web");
const site = urn("open-infrastructure:index:Website", "website");
const zone = urn("open-infrastructure:index:DnsRecords", "dns");

/** A program with a rented machine, a website and two records, as it is seen. */
export function smallOrganisation(changes: Partial<Record<string, Partial<Resource>>> = {}): Observation {
  const markers = new Markers();
  const droplet = urn("digitalocean:index/droplet:Droplet", "web-droplet-1");
  const command = (name: string): string => urn("command:remote:Command", name);
  const [ipv4, ipv6] = [markers.text("ipv4", droplet), markers.text("ipv6", droplet)];
  const account = markers.text("result", command("web-server"));
  const password = markers.setting("shop:notifyPassword");
  const text = (name: string, script: string, first = false): string =>
    assemble(name, script, { bringsLibrary: first, readsSecrets: name === "web-system" });

  const resources: Resource[] = [
    made("open-infrastructure:index:Host", "web", { size: "s-1vcpu-2gb" }),
    made("digitalocean:index/droplet:Droplet", "web-droplet-1", {
      ...{ __defaults: [], name: "web-1", size: "s-1vcpu-2gb", region: "fra1", image: "debian-13-x64", ipv6: true },
      userData: "[secret]",
    }),
    made("digitalocean:index/firewall:Firewall", "web-firewall", {
      name: "web-small",
      inboundRules: [{ protocol: "tcp", portRange: "22", sourceAddresses: ["198.51.100.0/24"] }],
      outboundRules: [{ protocol: "udp", portRange: "1-65535", destinationAddresses: ["0.0.0.0/0", "::/0"] }],
    }),
    made("open-infrastructure:index:Website", "website", { domain: "www.example.org" }),
    made("open-infrastructure:index:DnsRecords", "dns", { zone: "example.org" }),
    step("web-access", host, [], putText({ path: "/etc/ssh/sshd_config.d/00.conf", content: "Port 22" }), true),
    step("web-access-confirmed", host, ["web-access"], "/usr/local/sbin/open-infrastructure-access confirm"),
    {
      ...step(
        "web-system",
        host,
        ["web-access-confirmed"],
        `printf '%s' "$user:$password" | put /etc/mail 0600 root:root`,
      ),
      stdin: assignments({ webhook: "", user: "server@example.org", password, pin: "4711" }),
    },
    step("web-server", host, ["web-system"], "result https://authority.example/account/1"),
    step(
      "website-site",
      site,
      ["web-server"],
      [
        putText({ path: "/etc/nginx/site.conf", content: "# The page's own\nserver {}\n", mode: "0640" }),
        putText({ path: "/etc/nginx/site.conf", content: "server { listen 443; }" }),
        putText({ path: "/etc/hosts.site", content: `${ipv4} www.example.org` }),
        `cat >/etc/secret.site <<END\n$(cat /etc/mail)\nEND`,
      ].join("\n"),
    ),
    record("dns-www-a", { type: "A", name: "www.example.org", ttl: 300, content: ipv4 }),
    record("dns-www-aaaa", { type: "AAAA", name: "www.example.org", ttl: 300, content: ipv6 }),
    record("dns-caa", {
      ...{ type: "CAA", name: "example.org", ttl: 300 },
      data: { flags: 0, tag: "issue", value: `authority.example;accounturi=${account}` },
    }),
    {
      ...record("dns-policy", { type: "TXT", name: "_policy.example.org", ttl: 300, content: '"v=1"' }),
      dependencies: [command("website-site")],
    },
  ];
  return {
    ...{ project: "shop", stack: "small", markers: markers.all, settings: '{"from":"server@example.org"}' },
    resources: resources.map((one) => ({ ...one, ...changes[one.name] })),
  };

  function made(type: string, name: string, inputs: Record<string, unknown>): Resource {
    const parent = type.startsWith("digitalocean") ? { parent: host } : {};
    return {
      urn: urn(type, name),
      type,
      name,
      ...parent,
      dependencies: [],
      inputs,
      secretResult: false,
      reachedBy: [],
    };
  }

  function step(name: string, parent: string, after: string[], script: string, first = false): Resource {
    return {
      ...made("command:remote:Command", name, { create: text(name, script, first) }),
      ...{ parent, dependencies: [droplet, ...after.map(command)], reachedBy: [droplet] },
    };
  }

  function record(name: string, inputs: Record<string, unknown>): Resource {
    return { ...made("cloudflare:index/dnsRecord:DnsRecord", name, inputs), parent: zone };
  }
}
