import type * as pulumi from "@pulumi/pulumi";
import { file } from "../remote/file";
import { raw, sh } from "../remote/shell";
import { type SecurityHeaders, securityHeaders } from "../web/headers";
import { virtualHostScript } from "../web/virtual-host";
import type { CodeHostingSettings } from "./code-hosting-settings";
import { functionsPath } from "./forge-functions";
import { listen } from "./places";

const policyFile = "/etc/nginx/conf.d/open-infrastructure-code.conf";

/** Script: the forge on its name, now that it has an administrator. Hands out their password. */
export function siteScript(forge: CodeHostingSettings): pulumi.Output<string> {
  const { name, domain } = forge;
  const headers = { ...pageHeaders, ...forge.headers };
  const site = virtualHostScript({
    name,
    domain,
    proxy: {
      address: `http://${listen.address}:${listen.port}`,
      // Pushes and large files: how large is the forge's business.
      largestRequest: 0,
      streams: true,
      patience: 600,
    },
    headers: { ...headers, contentSecurityPolicy: "$code_policy" },
    extra: forge.software === "gogs" ? gogsCookies : undefined,
  });
  return sh`
    . ${functionsPath}
    ${file({ path: policyFile, content: policyMap(headers) })}
    if changed ${policyFile}; then note /etc/nginx/sites-enabled/${name}.conf; fi
    ${raw(site)}
    result "$(cat "$etc/admin-password")"
  `;
}

/** Gogs lets some of its cookies go along with requests from other sites. */
const gogsCookies = "proxy_cookie_flags ~ secure samesite=lax;";

/** Pages have scripts and styles in them. Images of others stay out: whoever serves them would learn who reads here. */
const pageHeaders: SecurityHeaders = {
  contentSecurityPolicy: [
    "default-src 'none'",
    "base-uri 'self'",
    "connect-src 'self'",
    "font-src 'self' data:",
    // A sign-in with the forge's account ends at another site.
    "form-action 'self' https:",
    "frame-ancestors 'self'",
    "frame-src 'self'",
    "img-src 'self' data: blob:",
    "manifest-src 'self' data:",
    "media-src 'self'",
    "script-src 'self' 'unsafe-inline'",
    "style-src 'self' 'unsafe-inline'",
    "worker-src 'self' blob:",
  ].join("; "),
  frameOptions: "SAMEORIGIN",
  referrerPolicy: "same-origin",
};

/** Files that somebody uploaded come with a policy of the forge's own, which locks them up. It goes before that of the pages. */
function policyMap(headers: SecurityHeaders): string {
  const policy = securityHeaders(headers)["Content-Security-Policy"] ?? "";
  return `# Made by Open Infrastructure, changes are lost.
map $upstream_http_content_security_policy $code_policy {
  default $upstream_http_content_security_policy;
  "" "${policy}";
}
`;
}
