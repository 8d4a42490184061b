import type * as pulumi from "@pulumi/pulumi";
import { file } from "../remote/file";
import { raw, sh } from "../remote/shell";
import { type SecurityHeaders, securityHeaders } from "../web/headers";
import { headersPath, virtualHostScript } from "../web/virtual-host";
import { functionsPath } from "./lists-functions";
import type { MailingListsSettings } from "./lists-settings";
import { debianData, webSocket } from "./places";

const policyFile = "/etc/nginx/conf.d/open-infrastructure-lists.conf";

/** Script: the pages on their name, now that there is a superuser. Hands out their password. */
export function siteScript({ name, domain, headers }: MailingListsSettings): pulumi.Output<string> {
  const site = virtualHostScript({
    name,
    domain,
    proxy: { address: `http://unix:${webSocket}`, largestRequest: 10, patience: 120 },
    headers: { ...pageHeaders, ...headers, contentSecurityPolicy: "$lists_policy" },
    extra: `
location /mailman3/static/ {
  alias ${debianData}/web/static/;
  include ${headersPath(name)};
  expires 1d;
}

# The core's way into the pages, which nobody else needs.
location /hyperkitty/api/mailman/ {
  return 404;
}

location /postorius/api/ {
  return 404;
}

# Django's own pages for the superuser, which nothing here needs.
location ~ ^/admin(/|$) {
  return 404;
}
`,
  });
  return sh`
    . ${functionsPath}
    ${file({ path: policyFile, content: policyMap(headers) })}
    if changed ${policyFile}; then note /etc/nginx/sites-enabled/${name}.conf; fi
    ${raw(site)}
    result "$(cat "$etc/secrets/admin-password")"
  `;
}

/** What pages may load. Images of others stay out: whoever serves them would learn who reads here. */
const policy = (inline: string): string =>
  [
    "default-src 'none'",
    "base-uri 'none'",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self' data:",
    `script-src 'self'${inline}`,
    `style-src 'self'${inline}`,
  ].join("; ");

const pageHeaders: SecurityHeaders = {
  // Django wants to know that a form comes from its own pages.
  referrerPolicy: "same-origin",
};

/** The archive and the pages of those who look after lists have scripts in them. The front page and those on which passwords are typed do without. */
function policyMap(headers: SecurityHeaders): string {
  const given = headers.contentSecurityPolicy;
  const sent = (inline: string) =>
    securityHeaders({ contentSecurityPolicy: given ?? policy(inline) })["Content-Security-Policy"] ?? "";
  return `# Made by Open Infrastructure, changes are lost.
map $uri $lists_policy {
  default "${sent(" 'unsafe-inline'")}";
  ~^/(accounts/.*|postorius/lists/)?$ "${sent("")}";
}
`;
}
