. /usr/local/lib/open-infrastructure/documents.sh
put /etc/nginx/conf.d/open-infrastructure-documents.conf 0644 root:root <<'END'
# Made by Open Infrastructure, changes are lost.
map $upstream_http_content_security_policy $documents_policy {
  default $upstream_http_content_security_policy;
  "" "default-src 'none'; base-uri 'none'; connect-src 'self'; font-src 'self' data:; form-action 'none'; frame-ancestors 'self'; img-src 'self' data:; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'";
}
# What is asked for with its version never changes.
map $arg_v $documents_immutable {
  default ", immutable";
  "" "";
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

  root /usr/local/lib/open-infrastructure/documents;
  include mime.types;
  types {
    text/javascript mjs;
  }
  index index.php index.html /index.php$request_uri;
  client_max_body_size 16G;
  client_body_timeout 300s;
  client_body_buffer_size 512k;
  fastcgi_buffers 64 4K;
  add_header X-Robots-Tag "noindex, nofollow" always;
  add_header X-Permitted-Cross-Domain-Policies none always;

  location = / {
    if ($http_user_agent ~ ^DavClnt) {
      return 302 /remote.php/webdav/$is_args$args;
    }
  }

  location = /robots.txt {
    access_log off;
  }

  location ^~ /.well-known {
    location = /.well-known/carddav {
      return 301 /remote.php/dav/;
    }
    location = /.well-known/caldav {
      return 301 /remote.php/dav/;
    }
    return 301 /index.php$request_uri;
  }

  location ~ ^/(?:build|tests|config|lib|3rdparty|templates|data|updater)(?:$|/) {
    return 404;
  }
  location ~ ^/(?:\.|autotest|occ|issue|indie|db_|console) {
    return 404;
  }

  location ~ \.php(?:$|/) {
    rewrite ^/(?!index|remote|public|cron|core\/ajax\/update|status|ocs\/v[12]|ocs-provider\/.+) /index.php$request_uri;
    fastcgi_split_path_info ^(.+?\.php)(/.*)$;
    set $path_info $fastcgi_path_info;
    try_files $fastcgi_script_name =404;
    include fastcgi_params;
    # Where the link leads, so that no code of before is taken for this one's.
    fastcgi_param SCRIPT_FILENAME $realpath_root$fastcgi_script_name;
    fastcgi_param DOCUMENT_ROOT $realpath_root;
    fastcgi_param PATH_INFO $path_info;
    fastcgi_param HTTPS on;
    fastcgi_param HTTP_PROXY "";
    fastcgi_param modHeadersAvailable true;
    fastcgi_param front_controller_active true;
    fastcgi_pass unix:/run/open-infrastructure-documents/php.sock;
    fastcgi_read_timeout 3600s;
    fastcgi_intercept_errors on;
    fastcgi_request_buffering off;
    fastcgi_max_temp_file_size 0;
    fastcgi_hide_header X-Powered-By;
    fastcgi_hide_header X-Robots-Tag;
    fastcgi_hide_header X-Permitted-Cross-Domain-Policies;
    fastcgi_hide_header Content-Security-Policy;
    fastcgi_hide_header Strict-Transport-Security;
    fastcgi_hide_header X-Content-Type-Options;
    fastcgi_hide_header X-Frame-Options;
    fastcgi_hide_header Referrer-Policy;
    fastcgi_hide_header Cross-Origin-Resource-Policy;
    fastcgi_hide_header Cross-Origin-Opener-Policy;
    fastcgi_hide_header Cross-Origin-Embedder-Policy;
    fastcgi_hide_header Permissions-Policy;
  }

  location ~ \.(?:css|js|mjs|svg|gif|ico|jpg|png|webp|wasm|tflite|map|ogg|flac|mp4|webm|otf|woff2?)$ {
    try_files $uri /index.php$request_uri;
    include /etc/nginx/snippets/open-infrastructure-documents-headers.conf;
    add_header X-Robots-Tag "noindex, nofollow" always;
    add_header X-Permitted-Cross-Domain-Policies none always;
    add_header Cache-Control "public, max-age=15778463$documents_immutable";
    # The same for everybody, so that their compressed size tells nobody anything.
    gzip on;
    access_log off;
  }

  location /remote {
    return 301 /remote.php$request_uri;
  }

  location / {
    try_files $uri $uri/ /index.php$request_uri;
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