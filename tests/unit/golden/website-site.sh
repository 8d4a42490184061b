if [ ! -s /etc/open-infrastructure/sites/website.hook ]; then
  printf '/hook/%s\n' "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')" | put /etc/open-infrastructure/sites/website.hook 0600 root:root
fi
put /etc/nginx/conf.d/open-infrastructure-hook.conf 0644 root:root <<'END'
log_format open_infrastructure_hook '$time_iso8601';
map $request_method $open_infrastructure_asked {
  POST 1;
  default 0;
}
END
put /etc/open-infrastructure/sites/website.nginx 0600 root:root <<END
location = $(cat /etc/open-infrastructure/sites/website.hook) {
  access_log /var/log/nginx/open-infrastructure-site-website.hook open_infrastructure_hook if=\$open_infrastructure_asked;
  client_max_body_size 32m;
  if (\$request_method != POST) {
    return 405;
  }
  return 202;
}
END
[ -e /var/log/nginx/open-infrastructure-site-website.hook ] || install -m 0640 -o www-data -g adm /dev/null /var/log/nginx/open-infrastructure-site-website.hook
if changed /etc/nginx/conf.d/open-infrastructure-hook.conf /etc/open-infrastructure/sites/website.nginx; then note /etc/nginx/sites-enabled/website.conf; fi
    open-infrastructure-certificate www.example.org example.org
put /etc/nginx/snippets/open-infrastructure-website-headers.conf 0644 root:root <<'END'
add_header Content-Security-Policy "default-src 'none'; base-uri 'none'; connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; img-src 'self' data:; manifest-src 'self'; media-src 'self'; script-src 'self'; style-src 'self'" always;
add_header Strict-Transport-Security "max-age=63072000" always;
add_header X-Content-Type-Options "nosniff" always;
add_header X-Frame-Options "DENY" always;
add_header Referrer-Policy "no-referrer" always;
add_header Cross-Origin-Resource-Policy "same-origin" always;
add_header Cross-Origin-Opener-Policy "same-origin" always;
add_header Cross-Origin-Embedder-Policy "require-corp" always;
add_header Permissions-Policy "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()" always;
END
[ -e /etc/nginx/sites-enabled/website.conf.before ] || cp -p /etc/nginx/sites-enabled/website.conf /etc/nginx/sites-enabled/website.conf.before 2>/dev/null || : >/etc/nginx/sites-enabled/website.conf.before
put /etc/nginx/sites-enabled/website.conf 0644 root:root <<'END'
server {
  include snippets/open-infrastructure-acme.conf;
  server_name www.example.org example.org;

  location / {
    return 301 https://$host$request_uri;
  }
}

server {
  include snippets/open-infrastructure-tls.conf;
  server_name example.org;
  ssl_certificate /etc/letsencrypt/live/www.example.org/fullchain.pem;
  ssl_certificate_key /etc/letsencrypt/live/www.example.org/privkey.pem;
  include /etc/nginx/snippets/open-infrastructure-website-headers.conf;

  return 301 https://www.example.org$request_uri;
}

server {
  include snippets/open-infrastructure-tls.conf;
  server_name www.example.org;
  ssl_certificate /etc/letsencrypt/live/www.example.org/fullchain.pem;
  ssl_certificate_key /etc/letsencrypt/live/www.example.org/privkey.pem;
  include /etc/nginx/snippets/open-infrastructure-website-headers.conf;

  root /srv/www/website/current;
  index index.html;
  charset utf-8;
  error_page 404 /404.html;
  gzip on;

  location / {
    try_files $uri $uri/ $uri.html =404;
    include /etc/nginx/snippets/open-infrastructure-website-headers.conf;
  }

  location ~ /\.(?!well-known/) {
    return 404;
  }
  # A link in the pages leads nowhere. The one to the release of now is ours.
  disable_symlinks on from=$document_root;
  include /etc/open-infrastructure/sites/website.nginx;
}
END
if changed /etc/nginx/sites-enabled/website.conf /etc/nginx/snippets/open-infrastructure-website-headers.conf; then
  if ! nginx -t; then
    if [ -s /etc/nginx/sites-enabled/website.conf.before ]; then mv -f /etc/nginx/sites-enabled/website.conf.before /etc/nginx/sites-enabled/website.conf; else rm -f /etc/nginx/sites-enabled/website.conf /etc/nginx/sites-enabled/website.conf.before; fi
    fail "nginx refuses the site website, its former state stays in place"
  fi
  systemctl reload-or-restart nginx
fi
rm -f /etc/nginx/sites-enabled/website.conf.before