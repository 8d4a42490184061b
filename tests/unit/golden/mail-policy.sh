set -eu
if [ "$(id -u)" = 0 ]; then sudo=; else sudo='sudo -n'; fi
script=$($sudo mktemp /run/open-infrastructure-step.XXXXXX)
$sudo tee "$script" >/dev/null <<'STEP_'
set -eu
rm -f -- "$0"
. /usr/local/lib/open-infrastructure/step.sh
begin mail-policy
put /var/lib/open-infrastructure/mta-sts/mail/.well-known/mta-sts.txt 0644 root:root <<'END'
version: STSv1
mode: enforce
mx: in1-smtp.messagingengine.com
mx: in2-smtp.messagingengine.com
max_age: 604800
END
open-infrastructure-certificate mta-sts.example.org
put /etc/nginx/snippets/open-infrastructure-mail-headers.conf 0644 root:root <<'END'
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
[ -e /etc/nginx/sites-enabled/mail.conf.before ] || cp -p /etc/nginx/sites-enabled/mail.conf /etc/nginx/sites-enabled/mail.conf.before 2>/dev/null || : >/etc/nginx/sites-enabled/mail.conf.before
put /etc/nginx/sites-enabled/mail.conf 0644 root:root <<'END'
server {
  include snippets/open-infrastructure-acme.conf;
  server_name mta-sts.example.org;

  location / {
    return 301 https://$host$request_uri;
  }
}

server {
  include snippets/open-infrastructure-tls.conf;
  server_name mta-sts.example.org;
  ssl_certificate /etc/letsencrypt/live/mta-sts.example.org/fullchain.pem;
  ssl_certificate_key /etc/letsencrypt/live/mta-sts.example.org/privkey.pem;
  include /etc/nginx/snippets/open-infrastructure-mail-headers.conf;

  root /var/lib/open-infrastructure/mta-sts/mail;
  index index.html;
  charset utf-8;
  error_page 404 /404.html;
  gzip on;

  location / {
    try_files $uri $uri/ $uri.html =404;
    include /etc/nginx/snippets/open-infrastructure-mail-headers.conf;
  }

  location ~ /\.(?!well-known/) {
    return 404;
  }
}
END
if changed /etc/nginx/sites-enabled/mail.conf /etc/nginx/snippets/open-infrastructure-mail-headers.conf; then
  if ! nginx -t; then
    if [ -s /etc/nginx/sites-enabled/mail.conf.before ]; then mv -f /etc/nginx/sites-enabled/mail.conf.before /etc/nginx/sites-enabled/mail.conf; else rm -f /etc/nginx/sites-enabled/mail.conf /etc/nginx/sites-enabled/mail.conf.before; fi
    fail "nginx refuses the site mail, its former state stays in place"
  fi
  systemctl reload-or-restart nginx
fi
rm -f /etc/nginx/sites-enabled/mail.conf.before
finish
STEP_
exec $sudo systemd-run --quiet --wait --pipe --collect --description="Step mail-policy of Open Infrastructure" --unit="open-infrastructure-step-mail-policy-$$" --property=RuntimeMaxSec=1h --setenv=HOME=/root sh "$script"
