import type * as pulumi from "@pulumi/pulumi";
import { file } from "../remote/file";
import { raw, sh } from "../remote/shell";
import { type SecurityHeaders, securityHeaders } from "../web/headers";
import { virtualHostScript } from "../web/virtual-host";
import type { DocumentsSettings } from "./documents-settings";
import { functionsPath } from "./documents-functions";
import { port } from "./owncloud-places";

const mapsFile = "/etc/nginx/conf.d/open-infrastructure-documents.conf";

/** Script: ownCloud on its name, now that it has an administrator. Hands out their password. */
export function siteScript(documents: DocumentsSettings): pulumi.Output<string> {
  const { name, domain } = documents;
  const headers = { ...pageHeaders, ...documents.headers };
  const site = virtualHostScript({
    name,
    domain,
    headers: { ...headers, contentSecurityPolicy: "$documents_policy" },
    // Files are as large as they are; ownCloud itself knows the limit.
    proxy: { address: `http://127.0.0.1:${port}`, largestRequest: 0, streams: true, patience: 3600 },
    extra: rules,
  });
  return sh`
    . ${functionsPath}
    ${file({ path: mapsFile, content: maps(headers) })}
    if changed ${mapsFile}; then note /etc/nginx/sites-enabled/${name}.conf; fi
    ${raw(site)}
    result "$(cat "$etc/admin-password")"
  `;
}

/** For what has no policy of its own. Pages come with ownCloud's, which is as strict as they can bear. */
const pageHeaders: SecurityHeaders = {
  contentSecurityPolicy: [
    "default-src 'none'",
    "base-uri 'none'",
    "font-src 'self' data:",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "img-src 'self' data:",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
  ].join("; "),
  // A page shows a document in a frame of its own.
  frameOptions: "SAMEORIGIN",
};

function maps(headers: SecurityHeaders): string {
  const policy = securityHeaders(headers)["Content-Security-Policy"] ?? "";
  return `# Made by Open Infrastructure, changes are lost.
map $upstream_http_content_security_policy $documents_policy {
  default $upstream_http_content_security_policy;
  "" "${policy}";
}
`;
}

const rules = `client_body_timeout 300s;

location = /.well-known/carddav {
  return 301 /remote.php/dav/;
}

location = /.well-known/caldav {
  return 301 /remote.php/dav/;
}
`;
