import type * as pulumi from "@pulumi/pulumi";
import { type SecurityHeaders, securityHeaders } from "../web/headers";
import { headersPath } from "../web/virtual-host";
import type { DocumentsSettings } from "./documents-settings";
import { phpSocket, program } from "./nextcloud-places";
import { publication } from "./site-step";
import { shortSize } from "./sizes";

/** Script: Nextcloud on its name, now that it has an administrator. Hands out their password. */
export function siteScript(documents: DocumentsSettings): pulumi.Output<string> {
  const headers = { ...pageHeaders, ...documents.headers };
  return publication(documents, { headers, maps, extra: rules(documents, Object.keys(securityHeaders(headers))) });
}

/** For what has no policy of its own: style sheets, pictures, answers to programs. Pages come with Nextcloud's, which is as strict as they can bear. */
const pageHeaders: SecurityHeaders = {
  contentSecurityPolicy: [
    "default-src 'none'",
    "base-uri 'none'",
    "connect-src 'self'",
    "font-src 'self' data:",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "img-src 'self' data:",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
  ].join("; "),
  // A page shows a document in a frame of its own.
  frameOptions: "SAMEORIGIN",
};

const maps = `# What is asked for with its version never changes.
map $arg_v $documents_immutable {
  default ", immutable";
  "" "";
}
`;

/** Nextcloud's own advice for nginx, with this project's headers. */
function rules({ name, uploadLimit }: DocumentsSettings, sent: string[]): string {
  const headers = `include ${headersPath(name)};`;
  return `root ${program};
include mime.types;
types {
  text/javascript mjs;
}
index index.php index.html /index.php$request_uri;
client_max_body_size ${shortSize(uploadLimit)};
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
location ~ ^/(?:\\.|autotest|occ|issue|indie|db_|console) {
  return 404;
}

location ~ \\.php(?:$|/) {
  rewrite ^/(?!index|remote|public|cron|core\\/ajax\\/update|status|ocs\\/v[12]|ocs-provider\\/.+) /index.php$request_uri;
  fastcgi_split_path_info ^(.+?\\.php)(/.*)$;
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
  fastcgi_pass unix:${phpSocket};
  fastcgi_read_timeout 3600s;
  fastcgi_intercept_errors on;
  fastcgi_request_buffering off;
  fastcgi_max_temp_file_size 0;
${["X-Powered-By", "X-Robots-Tag", "X-Permitted-Cross-Domain-Policies", ...sent].map((header) => `  fastcgi_hide_header ${header};\n`).join("")}}

location ~ \\.(?:css|js|mjs|svg|gif|ico|jpg|png|webp|wasm|tflite|map|ogg|flac|mp4|webm|otf|woff2?)$ {
  try_files $uri /index.php$request_uri;
  ${headers}
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
}`;
}
