import { network } from "../machines/network";
import { names } from "./names";
import { mirrorMount, publishers, publisherSite } from "./publishers";
import { registryFiles, registrySite } from "./registry";

/** nginx and Pebble: the ACME server, the git host, the webhook sink, release archives and the cloud's metadata address. */
export function webFiles(extraNames: string[]): Record<string, string> {
  return {
    "etc/nginx/sites-enabled/default": sites(extraNames),
    ...registryFiles,
    "etc/pebble.json": JSON.stringify(pebble),
    "etc/systemd/system/pebble.service": pebbleUnit,
    "etc/systemd/system/multi-user.target.d/pebble.conf": "[Unit]\nWants=pebble.service\n",
  };
}

/** Where requests to the webhook sink are logged, a JSON object a line. */
export const hooksLog = "var/log/nginx/hooks.log";

const tls = `listen 443 ssl http2; listen [::]:443 ssl http2;
  ssl_certificate /etc/rehearsal/certificate.pem; ssl_certificate_key /etc/rehearsal/key.pem;`;

const git = `  location ~ \\.git(/|$) {
    include fastcgi_params;
    fastcgi_param SCRIPT_FILENAME /usr/lib/git-core/git-http-backend;
    fastcgi_param GIT_PROJECT_ROOT /srv/git;
    fastcgi_param GIT_HTTP_EXPORT_ALL 1;
    fastcgi_param PATH_INFO $uri;
    fastcgi_pass unix:/run/fcgiwrap.socket;
  }`;

const otherThan = (some: readonly string[], all: string[]): string[] => all.filter((name) => !some.includes(name));

const sites = (
  extraNames: string[],
): string => `log_format hook escape=json '{"time":"$time_iso8601","method":"$request_method","path":"$request_uri",'
  '"host":"$host","contentType":"$http_content_type","body":"$request_body"}';
server {
  server_name ${[names.acme, names.acmeStaging].join(" ")};
  ${tls}
  location = /directory { proxy_pass https://127.0.0.1:14000/dir; }
  location / { proxy_pass https://127.0.0.1:14000; }
  # Pebble makes its addresses from these.
  proxy_set_header Host $host;
  proxy_set_header X-Forwarded-Proto https;
}
server {
  server_name ${names.hooks};
  ${tls}
  client_body_buffer_size 1m;
  access_log /${hooksLog} hook;
  # nginx reads a body only to pass it on.
  location / { proxy_pass http://127.0.0.1:8099; }
}
server {
  listen 127.0.0.1:8099;
  access_log off;
  location / { return 204; }
}
server {
  server_name ${[names.git, names.mirror, ...otherThan(publishers, extraNames)].join(" ")};
  ${tls}
  client_max_body_size 0;
  root ${mirrorMount};
  autoindex on;
${git}
}
${publisherSite(tls, git)}${registrySite(tls)}server {
  listen 80;
  server_name ${network.metadata};
  root /srv/metadata/$remote_addr;
  default_type text/plain;
}
server {
  listen 80 default_server; listen [::]:80 default_server;
  listen 443 ssl default_server; listen [::]:443 ssl default_server;
  ssl_certificate /etc/rehearsal/certificate.pem; ssl_certificate_key /etc/rehearsal/key.pem;
  return 404;
}
`;

const pebble = {
  pebble: {
    listenAddress: "127.0.0.1:14000",
    managementListenAddress: "127.0.0.1:15000",
    certificate: "/etc/rehearsal/certificate.pem",
    privateKey: "/etc/rehearsal/key.pem",
    httpPort: 80,
    tlsPort: 443,
    ocspResponderURL: "",
    externalAccountBindingRequired: false,
    // 90 days, as the real one.
    certificateValidityPeriod: 7776000,
  },
};

/** Pebble forgets accounts and its own root when it ends, so it is never restarted by us. */
const pebbleUnit = `[Unit]
Description=ACME test server
After=network-online.target named.service
Wants=network-online.target

[Service]
Environment=PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=0
ExecStart=/usr/bin/pebble -config /etc/pebble.json -strict false -dnsserver 127.0.0.1:53
Restart=on-failure
`;
