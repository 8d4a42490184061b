// The program of an organisation that knows nothing of this repository but its package: a machine of its own making, one service on it.
import * as command from "@pulumi/command";
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { DnsProvider, DnsRecords, ExistingHost, WebServer, Website } from "open-infrastructure";

const config = new pulumi.Config();
const zone = config.require("zone");
const domain = `www.${zone}`;

const trimmed = (key: pulumi.Output<string>): pulumi.Output<string> => key.apply((text) => text.trim());
const login = new tls.PrivateKey("login", { algorithm: "ED25519" });
const machineKey = new tls.PrivateKey("machine-key", { algorithm: "ED25519" });
const sshKey = new digitalocean.SshKey("login", { name: "shop", publicKey: trimmed(login.publicKeyOpenssh) });

const droplet = new digitalocean.Droplet("shop", {
  name: "shop",
  image: "debian-13-x64",
  region: "ams3",
  size: "s-1vcpu-2gb",
  sshKeys: [sshKey.id],
  userData: pulumi.interpolate`#cloud-config
${pulumi.jsonStringify({
  ssh_keys: { ed25519_private: machineKey.privateKeyOpenssh, ed25519_public: machineKey.publicKeyOpenssh },
})}
`,
});

const access = { hostKey: trimmed(machineKey.publicKeyOpenssh), privateKey: login.privateKeyOpenssh };
// An ExistingHost expects a machine that is up.
const booted = new command.remote.Command("booted", {
  connection: { host: droplet.ipv4Address, user: "root", ...access, dialErrorLimit: 30 },
  create: "cloud-init status --wait",
});
const address = pulumi.all([droplet.ipv4Address, booted.id]).apply(([known]) => known);

const server = new ExistingHost("server", { address, ...access });
const webServer = new WebServer("web-server", { host: server.connection, acme: { email: config.require("email") } });
const website = new Website("website", {
  host: webServer.connection,
  domain,
  repository: config.require("repository"),
});
const served = new digitalocean.Domain("zone", { name: zone });
new DnsRecords(
  "dns",
  { zone, provider: DnsProvider.DigitalOcean, machines: [{ names: [domain], ipv4: server.address }] },
  { dependsOn: served },
);

export const url = website.url;
export const motto = config.require("motto");
