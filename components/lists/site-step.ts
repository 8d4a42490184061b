import type * as pulumi from "@pulumi/pulumi";
import { raw, sh } from "../remote/shell";
import type { SecurityHeaders } from "../web/headers";
import { headersPath, virtualHostScript } from "../web/virtual-host";
import { functionsPath } from "./lists-functions";
import type { MailingListsSettings } from "./lists-settings";
import { debianData, webSocket } from "./places";

/** Script: the pages on their name, now that there is a superuser. Hands out their password. */
export function siteScript({ name, domain, headers }: MailingListsSettings): pulumi.Output<string> {
  const site = virtualHostScript({
    name,
    domain,
    proxy: { address: `http://unix:${webSocket}`, largestRequest: 10, patience: 120 },
    headers: { ...pageHeaders, ...headers },
    extra: `
location /mailman3/static/ {
  alias ${debianData}/web/static/;
  include ${headersPath(name)};
  expires 1d;
}

# The core's way into the archive, which nobody else needs.
location /hyperkitty/api/mailman/ {
  return 404;
}

location /postorius/api/ {
  return 404;
}
`,
  });
  return sh`
    . ${functionsPath}
    ${raw(site)}
    result "$(cat "$etc/secrets/admin-password")"
  `;
}

/** Pages have scripts and styles in them. Images of others stay out: whoever serves them would learn who reads here. */
const pageHeaders: SecurityHeaders = {
  contentSecurityPolicy: [
    "default-src 'none'",
    "base-uri 'self'",
    "connect-src 'self'",
    "font-src 'self' data:",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self' data:",
    "script-src 'self' 'unsafe-inline'",
    "style-src 'self' 'unsafe-inline'",
  ].join("; "),
  // Django wants to know that a form comes from its own pages.
  referrerPolicy: "same-origin",
};
