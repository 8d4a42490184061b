. /usr/local/lib/open-infrastructure/code.sh
put /etc/nginx/conf.d/open-infrastructure-code.conf 0644 root:root <<'END'
# Made by Open Infrastructure, changes are lost.
map $upstream_http_content_security_policy $code_policy {
  default $upstream_http_content_security_policy;
  "" "default-src 'none'; base-uri 'self'; connect-src 'self'; font-src 'self' data:; form-action 'self' https:; frame-ancestors 'self'; frame-src 'self'; img-src 'self' data: blob:; manifest-src 'self' data:; media-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:";
}
END
if changed /etc/nginx/conf.d/open-infrastructure-code.conf; then note /etc/nginx/sites-enabled/code.conf; fi
open-infrastructure-certificate code.example.org
put /etc/nginx/snippets/open-infrastructure-code-headers.conf 0644 root:root <<'END'
add_header Content-Security-Policy "$code_policy" always;
add_header Strict-Transport-Security "max-age=63072000" always;
add_header X-Content-Type-Options "nosniff" always;
add_header X-Frame-Options "SAMEORIGIN" always;
add_header Referrer-Policy "same-origin" always;
add_header Cross-Origin-Resource-Policy "same-origin" always;
add_header Cross-Origin-Opener-Policy "same-origin" always;
add_header Cross-Origin-Embedder-Policy "require-corp" always;
add_header Permissions-Policy "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()" always;
END
[ -e /etc/nginx/sites-enabled/code.conf.before ] || cp -p /etc/nginx/sites-enabled/code.conf /etc/nginx/sites-enabled/code.conf.before 2>/dev/null || : >/etc/nginx/sites-enabled/code.conf.before
put /etc/nginx/sites-enabled/code.conf 0644 root:root <<'END'
server {
  include snippets/open-infrastructure-acme.conf;
  server_name code.example.org;

  location / {
    return 301 https://$host$request_uri;
  }
}

server {
  include snippets/open-infrastructure-tls.conf;
  server_name code.example.org;
  ssl_certificate /etc/letsencrypt/live/code.example.org/fullchain.pem;
  ssl_certificate_key /etc/letsencrypt/live/code.example.org/privkey.pem;
  include /etc/nginx/snippets/open-infrastructure-code-headers.conf;

  client_max_body_size 0m;

  location / {
    proxy_pass http://127.0.0.1:3000;
    include snippets/open-infrastructure-proxy.conf;
    proxy_read_timeout 600s;
    proxy_send_timeout 600s;
    proxy_buffering off;
    proxy_request_buffering off;
    proxy_hide_header Content-Security-Policy;
    proxy_hide_header Strict-Transport-Security;
    proxy_hide_header X-Content-Type-Options;
    proxy_hide_header X-Frame-Options;
    proxy_hide_header Referrer-Policy;
    proxy_hide_header Cross-Origin-Resource-Policy;
    proxy_hide_header Cross-Origin-Opener-Policy;
    proxy_hide_header Cross-Origin-Embedder-Policy;
    proxy_hide_header Permissions-Policy;
    include /etc/nginx/snippets/open-infrastructure-code-headers.conf;
  }
  proxy_cookie_flags ~ secure samesite=lax;
}
END
if changed /etc/nginx/sites-enabled/code.conf /etc/nginx/snippets/open-infrastructure-code-headers.conf; then
  if ! nginx -t; then
    if [ -s /etc/nginx/sites-enabled/code.conf.before ]; then mv -f /etc/nginx/sites-enabled/code.conf.before /etc/nginx/sites-enabled/code.conf; else rm -f /etc/nginx/sites-enabled/code.conf /etc/nginx/sites-enabled/code.conf.before; fi
    fail "nginx refuses the site code, its former state stays in place"
  fi
  systemctl reload-or-restart nginx
fi
rm -f /etc/nginx/sites-enabled/code.conf.before
result "$(cat "$etc/admin-password")"