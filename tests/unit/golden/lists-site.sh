. /usr/local/lib/open-infrastructure/lists.sh
put /etc/nginx/conf.d/open-infrastructure-lists.conf 0644 root:root <<'END'
# Made by Open Infrastructure, changes are lost.
map $uri $lists_policy {
  default "default-src 'none'; base-uri 'none'; connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; img-src 'self' data:; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'";
  ~^/(accounts/.*|postorius/lists/)?$ "default-src 'none'; base-uri 'none'; connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; img-src 'self' data:; script-src 'self'; style-src 'self'";
}
END
if changed /etc/nginx/conf.d/open-infrastructure-lists.conf; then note /etc/nginx/sites-enabled/lists.conf; fi
open-infrastructure-certificate lists.example.org
put /etc/nginx/snippets/open-infrastructure-lists-headers.conf 0644 root:root <<'END'
add_header Content-Security-Policy "$lists_policy" always;
add_header Strict-Transport-Security "max-age=63072000" always;
add_header X-Content-Type-Options "nosniff" always;
add_header X-Frame-Options "DENY" always;
add_header Referrer-Policy "same-origin" always;
add_header Cross-Origin-Resource-Policy "same-origin" always;
add_header Cross-Origin-Opener-Policy "same-origin" always;
add_header Cross-Origin-Embedder-Policy "require-corp" always;
add_header Permissions-Policy "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()" always;
END
[ -e /etc/nginx/sites-enabled/lists.conf.before ] || cp -p /etc/nginx/sites-enabled/lists.conf /etc/nginx/sites-enabled/lists.conf.before 2>/dev/null || : >/etc/nginx/sites-enabled/lists.conf.before
put /etc/nginx/sites-enabled/lists.conf 0644 root:root <<'END'
server {
  include snippets/open-infrastructure-acme.conf;
  server_name lists.example.org;

  location / {
    return 301 https://$host$request_uri;
  }
}

server {
  include snippets/open-infrastructure-tls.conf;
  server_name lists.example.org;
  ssl_certificate /etc/letsencrypt/live/lists.example.org/fullchain.pem;
  ssl_certificate_key /etc/letsencrypt/live/lists.example.org/privkey.pem;
  include /etc/nginx/snippets/open-infrastructure-lists-headers.conf;

  client_max_body_size 10m;

  location / {
    proxy_pass http://unix:/run/open-infrastructure-lists/pages.sock;
    include snippets/open-infrastructure-proxy.conf;
    proxy_read_timeout 120s;
    proxy_send_timeout 120s;
    proxy_hide_header Content-Security-Policy;
    proxy_hide_header Strict-Transport-Security;
    proxy_hide_header X-Content-Type-Options;
    proxy_hide_header X-Frame-Options;
    proxy_hide_header Referrer-Policy;
    proxy_hide_header Cross-Origin-Resource-Policy;
    proxy_hide_header Cross-Origin-Opener-Policy;
    proxy_hide_header Cross-Origin-Embedder-Policy;
    proxy_hide_header Permissions-Policy;
    include /etc/nginx/snippets/open-infrastructure-lists-headers.conf;
  }
  location /mailman3/static/ {
    alias /var/lib/mailman3/web/static/;
    include /etc/nginx/snippets/open-infrastructure-lists-headers.conf;
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
}
END
if changed /etc/nginx/sites-enabled/lists.conf /etc/nginx/snippets/open-infrastructure-lists-headers.conf; then
  if ! nginx -t; then
    if [ -s /etc/nginx/sites-enabled/lists.conf.before ]; then mv -f /etc/nginx/sites-enabled/lists.conf.before /etc/nginx/sites-enabled/lists.conf; else rm -f /etc/nginx/sites-enabled/lists.conf /etc/nginx/sites-enabled/lists.conf.before; fi
    fail "nginx refuses the site lists, its former state stays in place"
  fi
  systemctl reload-or-restart nginx
fi
rm -f /etc/nginx/sites-enabled/lists.conf.before
result "$(cat "$etc/secrets/admin-password")"