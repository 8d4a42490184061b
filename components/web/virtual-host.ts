import { quote } from "../remote/shell";
import { putText } from "../remote/file";
import { headersFile, securityHeaders, type SecurityHeaders } from "./headers";

/** A site that nginx serves over HTTPS. */
export interface VirtualHost {
  /** Names the site's files on the machine; usually the component's name. Stays the same when the domain changes. */
  name: string;
  /** Name the site answers to. */
  domain: string;
  /** Further names, which redirect to the domain. They share its certificate. */
  aliases?: string[];
  /** Directory of static pages. */
  root?: string;
  /** Application that answers instead of static pages. */
  proxy?: VirtualHostProxy;
  /** Security headers. */
  headers?: SecurityHeaders;
  /** Further nginx directives of the site. A `location` in it needs `include` of `headersPath(name)` if it has an `add_header` of its own. */
  extra?: string;
}

/** An application behind nginx. WebSockets pass. */
export interface VirtualHostProxy {
  /** `http://127.0.0.1:3000` or `http://unix:/run/app/app.sock`. */
  address: string;
  /** Largest request, in MiB; 0 is no limit. Defaults to 1. */
  largestRequest?: number;
  /** Whether requests and answers are passed on while they arrive, for large files and long polls. Defaults to false. */
  streams?: boolean;
  /** How long the application may be silent, in seconds. Defaults to 60. */
  patience?: number;
}

/** Include file with a site's security headers. */
export function headersPath(name: string): string {
  return `/etc/nginx/snippets/open-infrastructure-${name}-headers.conf`;
}

/** nginx's file for a site: HTTP leads to HTTPS, further names to the domain. */
export function virtualHost(site: VirtualHost): string {
  const { name, domain, aliases = [], root, proxy, headers, extra } = site;
  const includeHeaders = `include ${headersPath(name)};`;
  const content = [
    ...(root === undefined ? [] : pages(root, includeHeaders)),
    ...(proxy === undefined ? [] : application(proxy, includeHeaders, Object.keys(securityHeaders(headers)))),
    ...(extra === undefined ? [] : extra.trim().split("\n")),
  ];
  const certificate = [
    `ssl_certificate /etc/letsencrypt/live/${domain}/fullchain.pem;`,
    `ssl_certificate_key /etc/letsencrypt/live/${domain}/privkey.pem;`,
  ];
  return [
    server([
      "include snippets/open-infrastructure-acme.conf;",
      `server_name ${[domain, ...aliases].join(" ")};`,
      "",
      "location / {",
      "  return 301 https://$host$request_uri;",
      "}",
    ]),
    ...(aliases.length === 0
      ? []
      : [
          server([
            "include snippets/open-infrastructure-tls.conf;",
            `server_name ${aliases.join(" ")};`,
            ...certificate,
            includeHeaders,
            "",
            `return 301 https://${domain}$request_uri;`,
          ]),
        ]),
    server([
      "include snippets/open-infrastructure-tls.conf;",
      `server_name ${domain};`,
      ...certificate,
      includeHeaders,
      "",
      ...content,
    ]),
  ].join("\n");
}

function server(directives: string[]): string {
  return `server {\n${directives.map((line) => (line === "" ? "" : `  ${line}`)).join("\n")}\n}\n`;
}

function pages(root: string, includeHeaders: string): string[] {
  return [
    `root ${root};`,
    "index index.html;",
    "charset utf-8;",
    "error_page 404 /404.html;",
    // Static pages hold no secrets that their compressed size could give away.
    "gzip on;",
    "",
    "location / {",
    "  try_files $uri $uri/ $uri.html =404;",
    `  ${includeHeaders}`,
    "}",
    "",
    "location ~ /\\.(?!well-known/) {",
    "  return 404;",
    "}",
  ];
}

function application(proxy: VirtualHostProxy, includeHeaders: string, sent: string[]): string[] {
  const { address, largestRequest = 1, streams = false, patience = 60 } = proxy;
  return [
    `client_max_body_size ${largestRequest}m;`,
    "",
    "location / {",
    `  proxy_pass ${address};`,
    "  include snippets/open-infrastructure-proxy.conf;",
    `  proxy_read_timeout ${patience}s;`,
    `  proxy_send_timeout ${patience}s;`,
    ...(streams ? ["  proxy_buffering off;", "  proxy_request_buffering off;"] : []),
    ...sent.map((header) => `  proxy_hide_header ${header};`),
    `  ${includeHeaders}`,
    "}",
  ];
}

/** What `virtualHostScript` and `earlyCertificate` know a site by. */
type Named = Pick<VirtualHost, "name" | "domain" | "aliases">;

const certificateNames = ({ domain, aliases = [] }: Named): string => [domain, ...aliases].map(quote).join(" ");

/** Script for a step before the site's last: DNS and the CA take their time, which other work can take as well. `virtualHostScript` waits for it, and does what it couldn't. */
export function earlyCertificate(site: Named): string {
  const unit = `open-infrastructure-certificate-${site.name}`;
  return `systemd-run --quiet --collect --unit=${unit} --property=RuntimeMaxSec=10min open-infrastructure-certificate --early ${certificateNames(site)} || true`;
}

/**
 * The part of a step that takes a site from nothing to being served: certificate first, for which nginx already answers,
 * then the site. A site that nginx refuses is taken back, so that it can't hurt its neighbours.
 */
export function virtualHostScript(site: VirtualHost): string {
  const path = `/etc/nginx/sites-enabled/${site.name}.conf`;
  return [
    `open-infrastructure-certificate ${certificateNames(site)}`,
    putText({ path: headersPath(site.name), content: headersFile(site.headers) }),
    // It is there after a run that was cut off, whose file nginx has yet to accept. Empty: there was no site.
    `[ -e ${path}.before ] || cp -p ${path} ${path}.before 2>/dev/null || : >${path}.before`,
    putText({ path, content: virtualHost(site) }),
    `if changed ${path} ${headersPath(site.name)}; then`,
    "  if ! nginx -t; then",
    `    if [ -s ${path}.before ]; then mv -f ${path}.before ${path}; else rm -f ${path} ${path}.before; fi`,
    `    fail "nginx refuses the site ${site.name}, its former state stays in place"`,
    "  fi",
    "  systemctl reload-or-restart nginx",
    "fi",
    `rm -f ${path}.before`,
  ].join("\n");
}
