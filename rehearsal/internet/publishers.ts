import { upstreamResolver } from "../machines/network";

/** Publishers of programs, for whom the internet machine answers from the mirror folder. */
export const publishers = [
  "codeberg.org",
  "dl.gitea.com",
  "dl.gogs.io",
  "download.nextcloud.com",
  "github.com",
] as const;

/** Where the mirror folder is on the internet machine. */
export const mirrorMount = "/srv/mirror";

/** Seconds until a real publisher is given up. */
const patience = 5;

/**
 * nginx's rules for a publisher: a repository of the rehearsal's git host, a file of the mirror folder, or else what the real publisher
 * answers. `tls` is what makes a server listen, `git` the location of repositories.
 */
export function publisherSite(tls: string, git: string): string {
  return `server {
  server_name ${publishers.join(" ")};
  ${tls}
  client_max_body_size 0;
  root ${mirrorMount}/$host;
${git}
  location / {
    limit_except GET { deny all; }
    default_type application/octet-stream;
    try_files $uri @publisher;
  }
  location @publisher {
    # Not this machine's own answers, which would lead here again.
    resolver ${upstreamResolver} ipv6=off valid=60s;
    resolver_timeout ${patience}s;
    proxy_connect_timeout ${patience}s;
    proxy_pass https://$host$request_uri;
    proxy_set_header Host $host;
    proxy_ssl_server_name on;
    proxy_ssl_name $host;
    proxy_ssl_verify on;
    proxy_ssl_verify_depth 4;
    proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;
    proxy_max_temp_file_size 0;
    error_page 500 502 503 504 = @missing;
  }
  location @missing {
    default_type text/plain;
    return 404 "the rehearsal has no https://$host$uri and can't reach $host: put the file into its mirror folder as $host$uri\\n";
  }
}
`;
}
