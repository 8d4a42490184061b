import * as pulumi from "@pulumi/pulumi";
import { ExistingHost, Website, WebServer } from "open-infrastructure";

const config = new pulumi.Config();

const server = new ExistingHost("server", {
  address: config.require("address"),
  // As `ssh-keyscan -t ed25519 ADDRESS` prints it, compared with the machine's own console.
  hostKey: config.require("hostKey"),
  // Without one, the SSH agent is asked.
  privateKey: config.getSecret("privateKey"),
});

const webServer = new WebServer("web-server", {
  host: server.connection,
  acme: { email: config.require("email") },
});

const site = new Website("website", {
  host: webServer.connection,
  domain: config.require("domain"),
  repository: config.require("repository"),
});

export const url = site.url;
