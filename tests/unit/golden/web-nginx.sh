packages nginx certbot openssl curl bind9-dnsutils iproute2 logrotate procps
put /etc/apt/apt.conf.d/60open-infrastructure-nginx 0644 root:root <<'END'
Dpkg::Options { "--force-confdef"; "--force-confold"; };
END
# Since 1.25 HTTP/2 is a directive, before it was a word of "listen".
if dpkg --compare-versions "$(dpkg-query -W -f '${Version}' nginx)" ge 1.25.1; then http2=; else http2=' http2'; fi
listen() {
  echo "listen $1;"
  if [ -e /proc/net/if_inet6 ]; then echo "listen [::]:$1;"; fi
}
case $(openssl list -kem-algorithms) in
*X25519MLKEM768*) echo 'ssl_ecdh_curve X25519MLKEM768:X25519:prime256v1:secp384r1;' ;;
*) echo 'ssl_ecdh_curve X25519:prime256v1:secp384r1;' ;;
esac | put /etc/nginx/conf.d/open-infrastructure.conf 0644 root:root
listen '80 default_server' | put /etc/nginx/snippets/open-infrastructure-default-http.conf 0644 root:root
listen "443 ssl$http2 default_server" | put /etc/nginx/snippets/open-infrastructure-default-tls.conf 0644 root:root
{ listen "443 ssl$http2"; if [ -z "$http2" ]; then echo 'http2 on;'; fi; } | put /etc/nginx/snippets/open-infrastructure-tls.conf 0644 root:root
{ listen 80; echo 'include snippets/open-infrastructure-challenges.conf;'; } | put /etc/nginx/snippets/open-infrastructure-acme.conf 0644 root:root
put /etc/nginx/snippets/open-infrastructure-challenges.conf 0644 root:root <<'END'
location ^~ /.well-known/acme-challenge/ {
  root /var/lib/open-infrastructure/acme;
  default_type text/plain;
  try_files $uri =404;
}
END
put /etc/nginx/snippets/open-infrastructure-proxy.conf 0644 root:root <<'END'
proxy_http_version 1.1;
proxy_set_header Host $host;
proxy_set_header X-Real-IP $remote_addr;
proxy_set_header X-Forwarded-For $remote_addr;
proxy_set_header X-Forwarded-Host $host;
proxy_set_header X-Forwarded-Proto https;
proxy_set_header Upgrade $http_upgrade;
proxy_set_header Connection $connection_upgrade;
proxy_set_header Proxy "";
END
install -d -m 0755 /var/lib/open-infrastructure/acme
put /etc/nginx/nginx.conf 0644 root:root <<'END'
# Made by Open Infrastructure, changes are lost. Directives of your own go into conf.d.
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

  # Mozilla's TLS guideline 6.0 of 2026-04-06, "intermediate"; its curves are in conf.d.
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;
  ssl_prefer_server_ciphers off;
  ssl_session_timeout 1d;
  ssl_session_cache shared:tls:10m;
  ssl_session_tickets off;

  # Off unless a site says that its pages hold no secrets: the size of a compressed page tells about its content (BREACH).
  gzip off;
  gzip_vary on;
  gzip_min_length 1000;
  gzip_types application/atom+xml application/javascript application/json application/manifest+json application/rss+xml application/xml image/svg+xml text/css text/javascript text/plain text/xml;

  # Half of the visitor's address; neither the page they come from, nor their browser, nor what they searched for.
  map $remote_addr $visitor {
    default -;
    ~^(?<v4>\d+\.\d+)\. $v4.0.0;
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
END
drop /etc/nginx/sites-enabled/default
put /etc/nginx/sites-enabled/00-open-infrastructure.conf 0644 root:root <<'END'
server {
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
END
put /etc/systemd/system/nginx.service.d/open-infrastructure.conf 0644 root:root <<'END'
# Made by Open Infrastructure, changes are lost.
[Unit]
OnFailure=open-infrastructure-notify@%N.service

[Service]
ExecReload=
ExecReload=/usr/sbin/nginx -t -q
# Done when those of before, who don't know what is new, take no more visitors.
ExecReload=+/bin/sh -euc 'old=$(pgrep -d , -P "$MAINPID"); /usr/sbin/nginx -s reload; while ps -o args= -p "$old" | grep -q "worker process *$"; do sleep 0.05; done'
Restart=on-failure
RestartSec=5
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ReadWritePaths=/run /var/lib/nginx /var/log/nginx
ProtectHome=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@resources
CapabilityBoundingSet=CAP_NET_BIND_SERVICE CAP_SETUID CAP_SETGID CAP_CHOWN CAP_DAC_OVERRIDE
UMask=0077
ProcSubset=pid
UMask=0027
END
put /etc/logrotate.d/nginx 0644 root:root <<'END'
/var/log/nginx/*.log {
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
END
if changed; then
  nginx -t
  if changed /etc/systemd; then systemctl daemon-reload; systemctl try-restart nginx; fi
  systemctl try-reload-or-restart nginx
fi
running nginx