import { ExistingHost, Website, WebServer } from "open-infrastructure";

const server = new ExistingHost("web", {
  address: "198.51.100.7",
  hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKd+i6mgjRYzZF8oIqPPpmBYAYXdUyXnXhVKbNaGrSsz",
});
const web = new WebServer("web-server", { host: server.connection, acme: { email: "hostmaster@example.org" } });
const site = new Website("website", {
  host: web.connection,
  domain: "www.example.org",
  repository: "https://git.example.net/example/website.git",
});

export const url = site.url;
