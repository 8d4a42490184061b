import type * as pulumi from "@pulumi/pulumi";
import { file } from "../remote/file";
import { raw, sh } from "../remote/shell";
import { type SecurityHeaders, securityHeaders } from "../web/headers";
import { type VirtualHost, virtualHostScript } from "../web/virtual-host";
import { functionsPath } from "./documents-functions";
import type { DocumentsSettings } from "./documents-settings";

const mapsFile = "/etc/nginx/conf.d/open-infrastructure-documents.conf";

/** What one software's site has that the other's hasn't. */
export interface SiteParts extends Pick<VirtualHost, "proxy" | "extra"> {
  /** Headers of what has none of its own. */
  headers: SecurityHeaders;
  /** Further maps of nginx. */
  maps?: string;
}

/** Script: the software on its name, now that it has an administrator. Hands out their password. Its pages come with a policy of their own, which is as strict as they can bear. */
export function publication(
  { name, domain }: DocumentsSettings,
  { headers, maps = "", ...host }: SiteParts,
): pulumi.Output<string> {
  const site = virtualHostScript({
    name,
    domain,
    headers: { ...headers, contentSecurityPolicy: "$documents_policy" },
    ...host,
  });
  const policy = securityHeaders(headers)["Content-Security-Policy"] ?? "";
  const content = `# Made by Open Infrastructure, changes are lost.
map $upstream_http_content_security_policy $documents_policy {
  default $upstream_http_content_security_policy;
  "" "${policy}";
}
${maps}`;
  return sh`
    . ${functionsPath}
    ${file({ path: mapsFile, content })}
    if changed ${mapsFile}; then note /etc/nginx/sites-enabled/${name}.conf; fi
    ${raw(site)}
    result "$(cat "$etc/admin-password")"
  `;
}
