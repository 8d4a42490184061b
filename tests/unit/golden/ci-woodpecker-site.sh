open-infrastructure-certificate ci.example.org
put /etc/nginx/snippets/open-infrastructure-ci-headers.conf 0644 root:root <<'END'
add_header Content-Security-Policy "default-src 'none'; base-uri 'none'; connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; img-src 'self' data: https://code.example.org; manifest-src 'self'; script-src 'self'; style-src 'self'" always;
add_header Strict-Transport-Security "max-age=63072000" always;
add_header X-Content-Type-Options "nosniff" always;
add_header X-Frame-Options "DENY" always;
add_header Referrer-Policy "no-referrer" always;
add_header Cross-Origin-Resource-Policy "same-origin" always;
add_header Cross-Origin-Opener-Policy "same-origin" always;
add_header Permissions-Policy "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()" always;
END
[ -e /etc/nginx/sites-enabled/ci.conf.before ] || cp -p /etc/nginx/sites-enabled/ci.conf /etc/nginx/sites-enabled/ci.conf.before 2>/dev/null || : >/etc/nginx/sites-enabled/ci.conf.before
put /etc/nginx/sites-enabled/ci.conf 0644 root:root <<'END'
server {
  include snippets/open-infrastructure-acme.conf;
  server_name ci.example.org;

  location / {
    return 301 https://$host$request_uri;
  }
}

server {
  include snippets/open-infrastructure-tls.conf;
  server_name ci.example.org;
  ssl_certificate /etc/letsencrypt/live/ci.example.org/fullchain.pem;
  ssl_certificate_key /etc/letsencrypt/live/ci.example.org/privkey.pem;
  include /etc/nginx/snippets/open-infrastructure-ci-headers.conf;

  client_max_body_size 32m;

  location / {
    proxy_pass http://127.0.0.1:8201;
    include snippets/open-infrastructure-proxy.conf;
    proxy_read_timeout 3600s;
    proxy_send_timeout 3600s;
    proxy_buffering off;
    proxy_request_buffering off;
    proxy_hide_header Content-Security-Policy;
    proxy_hide_header Strict-Transport-Security;
    proxy_hide_header X-Content-Type-Options;
    proxy_hide_header X-Frame-Options;
    proxy_hide_header Referrer-Policy;
    proxy_hide_header Cross-Origin-Resource-Policy;
    proxy_hide_header Cross-Origin-Opener-Policy;
    proxy_hide_header Permissions-Policy;
    include /etc/nginx/snippets/open-infrastructure-ci-headers.conf;
  }
  location /proto. {
    grpc_pass grpc://127.0.0.1:8202;
    grpc_read_timeout 1h;
    grpc_send_timeout 1h;
    grpc_socket_keepalive on;
    client_body_timeout 1h;
    client_max_body_size 64m;
  }
}
END
if changed /etc/nginx/sites-enabled/ci.conf /etc/nginx/snippets/open-infrastructure-ci-headers.conf; then
  if ! nginx -t; then
    if [ -s /etc/nginx/sites-enabled/ci.conf.before ]; then mv -f /etc/nginx/sites-enabled/ci.conf.before /etc/nginx/sites-enabled/ci.conf; else rm -f /etc/nginx/sites-enabled/ci.conf /etc/nginx/sites-enabled/ci.conf.before; fi
    fail "nginx refuses the site ci, its former state stays in place"
  fi
  systemctl reload-or-restart nginx
fi
rm -f /etc/nginx/sites-enabled/ci.conf.before
result "$(sed -n 's/^WOODPECKER_AGENT_SECRET=//p' /etc/open-infrastructure/ci/secrets.env)"