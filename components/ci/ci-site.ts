import { virtualHostScript } from "../web/virtual-host";
import { CiSoftware } from "./ci-args";
import { secretValue } from "./ci-secrets";
import type { CiSettings } from "./ci-settings";
import { ciPorts } from "./woodpecker-server";

/** Script: nginx serves the server over HTTPS, to people and to runners. Prints what runners prove themselves with. */
export function siteScript(settings: CiSettings): string {
  const { name, software, domain, forge } = settings;
  const woodpecker = software === CiSoftware.Woodpecker;
  return `${virtualHostScript({
    name,
    domain,
    proxy: {
      address: `http://127.0.0.1:${ciPorts.web}`,
      // Webhooks carry all commits of a push.
      largestRequest: 32,
      // Logs arrive while they are written, and runners of Drone ask and wait.
      streams: true,
      patience: 3600,
    },
    headers: {
      contentSecurityPolicy: contentSecurityPolicy(woodpecker, forge.url),
      // Portraits come from the forge, which says nothing about who may show them.
      embedderPolicy: "",
    },
    extra: woodpecker ? runnersOnly : undefined,
  })}
result ${secretValue(woodpecker ? "WOODPECKER_AGENT_SECRET" : "DRONE_RPC_SECRET")}`;
}

/** Runners speak gRPC, by paths that no page has. */
const runnersOnly = `
location /proto. {
  grpc_pass grpc://127.0.0.1:${ciPorts.rpc};
  grpc_read_timeout 1h;
  grpc_send_timeout 1h;
  grpc_socket_keepalive on;
  client_body_timeout 1h;
  client_max_body_size 64m;
}`;

function contentSecurityPolicy(woodpecker: boolean, forge: string): string {
  return [
    "default-src 'none'",
    "base-uri 'none'",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    `img-src 'self' data: ${forge}`,
    "manifest-src 'self'",
    "script-src 'self'",
    // Drone's pages carry styles in themselves.
    woodpecker ? "style-src 'self'" : "style-src 'self' 'unsafe-inline'",
  ].join("; ");
}
