import pulumi
from pulumi_open_infrastructure import DnsRecords, Host, WebServer, Website

config = pulumi.Config()
zone = config.require("zone")

server = Host(
    "server",
    region="ams3",
    people=[
        {
            "name": "ada",
            "mail": "ada@example.org",
            "roles": ["administrator"],
            "ssh_keys": ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKd+i6mgjRYzZF8oIqPPpmBYAYXdUyXnXhVKbNaGrSsz"],
        }
    ],
)

web_server = WebServer("web-server", host=server.connection, acme={"email": config.require("email")})

website = Website(
    "website",
    host=web_server.connection,
    domain=f"www.{zone}",
    aliases=[zone],
    repository=config.require("repository"),
)

DnsRecords(
    "dns",
    zone=zone,
    provider="cloudflare",
    zone_id=config.require("zoneId"),
    machines=[{"names": [zone, f"www.{zone}"], "ipv4": server.address, "ipv6": server.ipv6_address}],
    caa={"account_uri": web_server.account_uri},
)

pulumi.export("address", server.address)
pulumi.export("url", website.url)
