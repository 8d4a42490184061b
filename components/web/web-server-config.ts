import { sandbox } from "../remote/sandbox";
import { challengeRoot } from "./certificate-tool";
import { tlsDirectives } from "./tls-policy";

/** `/etc/nginx/nginx.conf`. It replaces Debian's, whose TLS settings and log format can't be overridden from a file of ours. */
export const nginxConfig = `# Made by Open Infrastructure, changes are lost. Directives of your own go into conf.d.
user www-data;
worker_processes auto;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log error;
include /etc/nginx/modules-enabled/*.conf;

events {
  worker_connections 1024;
}

http {
  include mime.types;
  default_type application/octet-stream;
  types_hash_max_size 2048;
  server_names_hash_bucket_size 128;
  server_tokens off;
  sendfile on;
  tcp_nopush on;

  # A client that dawdles is let go.
  client_header_timeout 15s;
  client_body_timeout 30s;
  send_timeout 30s;
  keepalive_timeout 60s;
  client_max_body_size 1m;
  reset_timedout_connection on;

${tlsDirectives()
  .map((line) => `  ${line}`)
  .join("\n")}

  # Off unless a site says that its pages hold no secrets: the size of a compressed page tells about its content (BREACH).
  gzip off;
  gzip_vary on;
  gzip_min_length 1000;
  gzip_types application/atom+xml application/javascript application/json application/manifest+json application/rss+xml application/xml image/svg+xml text/css text/javascript text/plain text/xml;

  # Half of the visitor's address; neither the page they come from, nor their browser, nor what they searched for.
  map $remote_addr $visitor {
    default -;
    ~^(?<v4>\\d+\\.\\d+)\\. $v4.0.0;
    ~^(?<v6>[^:]+:[^:]+): $v6::;
  }
  map $request_uri $request_path {
    default -;
    ~^(?<path>[^?]*) $path;
  }
  log_format brief '$visitor [$time_iso8601] $host "$request_method $request_path $server_protocol" $status $body_bytes_sent $request_time';
  access_log /var/log/nginx/access.log brief;

  map $http_upgrade $connection_upgrade {
    default upgrade;
    "" "";
  }

  include /etc/nginx/conf.d/*.conf;
  include /etc/nginx/sites-enabled/*.conf;
}
`;

/** Unattended upgrades leave a package out whose configuration was changed here and at Debian, unless they know which to keep. */
export const packageSettings = `Dpkg::Options { "--force-confdef"; "--force-confold"; };
`;

/** Names that no site answers to get nothing but the CA's challenges. Full paths, since auditors' tools don't know where nginx looks. */
export const defaultSite = `server {
  include /etc/nginx/snippets/open-infrastructure-default-http.conf;
  include /etc/nginx/snippets/open-infrastructure-challenges.conf;
  server_name "";
  access_log off;

  location / {
    return 444;
  }
}

server {
  include /etc/nginx/snippets/open-infrastructure-default-tls.conf;
  server_name "";
  ssl_reject_handshake on;
}
`;

/** Answers the CA's challenges. */
export const challengesSnippet = `location ^~ /.well-known/acme-challenge/ {
  root ${challengeRoot};
  default_type text/plain;
  try_files $uri =404;
}
`;

/** What an application behind nginx learns about a request. A client can't invent any of it. */
export const proxySnippet = `proxy_http_version 1.1;
proxy_set_header Host $host;
proxy_set_header X-Real-IP $remote_addr;
proxy_set_header X-Forwarded-For $remote_addr;
proxy_set_header X-Forwarded-Host $host;
proxy_set_header X-Forwarded-Proto https;
proxy_set_header Upgrade $http_upgrade;
proxy_set_header Connection $connection_upgrade;
proxy_set_header Proxy "";
`;

/** What nginx may still do. */
export const nginxSandbox = `# Made by Open Infrastructure, changes are lost.
[Unit]
OnFailure=open-infrastructure-notify@%N.service

[Service]
ExecReload=
ExecReload=/usr/sbin/nginx -t -q
# Done when those of before, who don't know what is new, take no more visitors.
ExecReload=+/bin/sh -euc 'old=$(pgrep -d , -P "$MAINPID"); /usr/sbin/nginx -s reload; while ps -o args= -p "$old" | grep -q "worker process *$"; do sleep 0.05; done'
Restart=on-failure
RestartSec=5
${sandbox({
  network: true,
  writes: ["/run", "/var/lib/nginx", "/var/log/nginx"],
  capabilities: ["CAP_NET_BIND_SERVICE", "CAP_SETUID", "CAP_SETGID", "CAP_CHOWN", "CAP_DAC_OVERRIDE"],
})}
ProcSubset=pid
UMask=0027
`;

/** Two weeks of logs. */
export const logRotation = `/var/log/nginx/*.log {
  daily
  rotate 14
  maxage 14
  missingok
  notifempty
  compress
  delaycompress
  create 0640 www-data adm
  sharedscripts
  postrotate
    systemctl --quiet is-active nginx && systemctl kill --kill-whom=main --signal=USR1 nginx || true
  endscript
}
`;

/** Renews certificates. */
export const renewalUnit = `[Unit]
Description=Renew certificates that have less than two fifths of their life left
After=network-online.target nginx.service
Wants=network-online.target
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
ExecStart=/usr/local/sbin/open-infrastructure-certificate --renew
TimeoutStartSec=1h
${sandbox({
  network: true,
  writes: ["/etc/letsencrypt", "/var/lib/letsencrypt", "/var/log/letsencrypt", challengeRoot],
  families: ["AF_NETLINK"],
})}
`;

/** When. The alarm about certificates goes off at a third of their life, after some days of trying. */
export const renewalTimer = `[Unit]
Description=Renew certificates, twice a day

[Timer]
OnCalendar=*-*-* 00/12:00:00
RandomizedDelaySec=6h
FixedRandomDelay=yes
Persistent=yes

[Install]
WantedBy=timers.target
`;

/** Makes nginx serve a certificate that a person renewed by hand. */
export const renewalHook = `#!/bin/sh
# A broken configuration is refused by the reload and leaves nginx as it is.
systemctl --quiet is-active nginx || exit 0
exec systemctl reload nginx
`;
