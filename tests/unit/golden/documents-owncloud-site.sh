. /usr/local/lib/open-infrastructure/documents.sh
put /etc/nginx/conf.d/open-infrastructure-documents.conf 0644 root:root <<'END'
# Made by Open Infrastructure, changes are lost.
map $upstream_http_content_security_policy $documents_policy {
  default $upstream_http_content_security_policy;
  "" "default-src 'none'; base-uri 'none'; font-src 'self' data:; form-action 'none'; frame-ancestors 'self'; img-src 'self' data:; script-src 'self'; style-src 'self' 'unsafe-inline'";
}
END
if changed /etc/nginx/conf.d/open-infrastructure-documents.conf; then note /etc/nginx/sites-enabled/documents.conf; fi
open-infrastructure-certificate documents.example.org
put /etc/nginx/snippets/open-infrastructure-documents-headers.conf 0644 root:root <<'END'
add_header Content-Security-Policy "$documents_policy" always;
add_header Strict-Transport-Security "max-age=63072000" always;
add_header X-Content-Type-Options "nosniff" always;
add_header X-Frame-Options "SAMEORIGIN" always;
add_header Referrer-Policy "no-referrer" always;
add_header Cross-Origin-Resource-Policy "same-origin" always;
add_header Cross-Origin-Opener-Policy "same-origin" always;
add_header Cross-Origin-Embedder-Policy "require-corp" always;
add_header Permissions-Policy "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()" always;
END
[ -e /etc/nginx/sites-enabled/documents.conf.before ] || cp -p /etc/nginx/sites-enabled/documents.conf /etc/nginx/sites-enabled/documents.conf.before 2>/dev/null || : >/etc/nginx/sites-enabled/documents.conf.before
put /etc/nginx/sites-enabled/documents.conf 0644 root:root <<'END'
server {
  include snippets/open-infrastructure-acme.conf;
  server_name documents.example.org;

  location / {
    return 301 https://$host$request_uri;
  }
}

server {
  include snippets/open-infrastructure-tls.conf;
  server_name documents.example.org;
  ssl_certificate /etc/letsencrypt/live/documents.example.org/fullchain.pem;
  ssl_certificate_key /etc/letsencrypt/live/documents.example.org/privkey.pem;
  include /etc/nginx/snippets/open-infrastructure-documents-headers.conf;

  client_max_body_size 0m;

  location / {
    proxy_pass http://127.0.0.1:8204;
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
    proxy_hide_header Cross-Origin-Embedder-Policy;
    proxy_hide_header Permissions-Policy;
    include /etc/nginx/snippets/open-infrastructure-documents-headers.conf;
  }
  client_body_timeout 300s;

  location = /.well-known/carddav {
    return 301 /remote.php/dav/;
  }

  location = /.well-known/caldav {
    return 301 /remote.php/dav/;
  }
}
END
if changed /etc/nginx/sites-enabled/documents.conf /etc/nginx/snippets/open-infrastructure-documents-headers.conf; then
  if ! nginx -t; then
    if [ -s /etc/nginx/sites-enabled/documents.conf.before ]; then mv -f /etc/nginx/sites-enabled/documents.conf.before /etc/nginx/sites-enabled/documents.conf; else rm -f /etc/nginx/sites-enabled/documents.conf /etc/nginx/sites-enabled/documents.conf.before; fi
    fail "nginx refuses the site documents, its former state stays in place"
  fi
  systemctl reload-or-restart nginx
fi
rm -f /etc/nginx/sites-enabled/documents.conf.before
result "$(cat "$etc/admin-password")"