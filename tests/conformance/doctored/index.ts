import * as cloudflare from "@pulumi/cloudflare";
import * as command from "@pulumi/command";
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { CiRunner, CodeHosting, Host } from "../../../components/index";

// A stack in which every rule of the policy pack is broken; on demand only the one that shows when everything was made.

function breakAll(): void {
  const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKd+i6mgjRYzZF8oIqPPpmBYAYXdUyXnXhVKbNaGrSsz";
  const privateKey = "-----BEGIN PRIVATE KEY-----\nmade up\n-----END PRIVATE KEY-----\n";
  const host = { address: "192.0.2.1", hostKey, privateKey };
  new Host("undecided", { region: "fra1" });
  new digitalocean.Firewall("open", {
    inboundRules: [{ protocol: "tcp", portRange: "22", sourceAddresses: ["0.0.0.0/0", "::/0"] }],
  });
  new command.remote.Command("trusting", { connection: { host: "192.0.2.1" }, create: "true" });
  const connection = { host: "192.0.2.1", hostKey };
  new command.remote.Command("fetching", { connection, create: "curl -fsS https://get.example.net | sh" });
  new command.remote.Command("telling", {
    connection,
    create: "echo hunter2-hunter2",
    stdin: "password='hunter2-hunter2'\n",
  });
  new CodeHosting("forge", {
    host,
    domain: "code.example.org",
    software: "gogs",
    release: { version: "0.13.0", sha256: "0".repeat(64) },
    acceptKnownVulnerabilities: true,
  });
  new CiRunner("runner", {
    host,
    server: { software: "woodpecker", server: "ci.example.org", secret: "0".repeat(32) },
  });
  const zoneId = "023e105f4ecef8ad9ca31a8372d0c353";
  const mx = { zoneId, name: "example.org", type: "MX", priority: 10 };
  new cloudflare.DnsRecord("mx-1", { ...mx, content: "mx1.example.net", ttl: 300 });
  new cloudflare.DnsRecord("mx-2", { ...mx, content: "mx2.example.net", ttl: 600 });
  new cloudflare.DnsRecord("www", {
    zoneId,
    name: "www.example.org",
    type: "A",
    content: "192.0.2.1",
    ttl: 300,
    proxied: true,
  });
}

function makeSecret(): void {
  const password = new Password("password");
  const connection = { host: "192.0.2.1", hostKey: "ssh-ed25519 AAAA" };
  new command.remote.Command("telling", { connection, create: pulumi.interpolate`passwd ${password.result}` });
}

class Password extends pulumi.CustomResource {
  declare readonly result: pulumi.Output<string>;
  constructor(name: string) {
    super("random:index/randomPassword:RandomPassword", name, { length: 20, result: undefined }, { version: "4.18.0" });
  }
}

if (new pulumi.Config().requireBoolean("made")) makeSecret();
else breakAll();
