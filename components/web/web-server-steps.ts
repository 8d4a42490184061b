import * as pulumi from "@pulumi/pulumi";
import { file } from "../remote/file";
import { raw, sh } from "../remote/shell";
import { certificateProgram, certificateTool, challengeRoot } from "./certificate-tool";
import { dnsFunctions } from "./certificate-dns";
import { curvesDirective, laterCurve } from "./tls-policy";
import * as config from "./web-server-config";

const nginx = "/etc/nginx";
const snippet = (noun: string): string => `${nginx}/snippets/open-infrastructure-${noun}.conf`;

/** Script: nginx, hardened, which answers nothing yet. What depends on Debian's release is found out on the machine. */
export function nginxScript(): pulumi.Output<string> {
  return sh`
    packages nginx certbot openssl curl bind9-dnsutils iproute2 logrotate procps
    ${file({ path: "/etc/apt/apt.conf.d/60open-infrastructure-nginx", content: config.packageSettings })}
    # Since 1.25 HTTP/2 is a directive, before it was a word of "listen".
    if dpkg --compare-versions "$(dpkg-query -W -f '\${Version}' nginx)" ge 1.25.1; then http2=; else http2=' http2'; fi
    listen() {
      echo "listen $1;"
      if [ -e /proc/net/if_inet6 ]; then echo "listen [::]:$1;"; fi
    }
    case $(openssl list -kem-algorithms) in
    *${laterCurve}*) echo ${curvesDirective({ later: true })} ;;
    *) echo ${curvesDirective({ later: false })} ;;
    esac | put ${nginx}/conf.d/open-infrastructure.conf 0644 root:root
    listen '80 default_server' | put ${snippet("default-http")} 0644 root:root
    listen "443 ssl$http2 default_server" | put ${snippet("default-tls")} 0644 root:root
    { listen "443 ssl$http2"; if [ -z "$http2" ]; then echo 'http2 on;'; fi; } | put ${snippet("tls")} 0644 root:root
    { listen 80; echo 'include snippets/open-infrastructure-challenges.conf;'; } | put ${snippet("acme")} 0644 root:root
    ${file({ path: snippet("challenges"), content: config.challengesSnippet })}
    ${file({ path: snippet("proxy"), content: config.proxySnippet })}
    install -d -m 0755 ${challengeRoot}
    ${file({ path: `${nginx}/nginx.conf`, content: config.nginxConfig })}
    drop ${nginx}/sites-enabled/default
    ${file({ path: `${nginx}/sites-enabled/00-open-infrastructure.conf`, content: config.defaultSite })}
    ${file({ path: "/etc/systemd/system/nginx.service.d/open-infrastructure.conf", content: config.nginxSandbox })}
    ${file({ path: "/etc/logrotate.d/nginx", content: config.logRotation })}
    if changed; then
      nginx -t
      if changed /etc/systemd; then systemctl daemon-reload; systemctl try-restart nginx; fi
      systemctl try-reload-or-restart nginx
    fi
    running nginx
  `;
}

/** Where certificates come from. */
export interface CertificateAuthority {
  directory: pulumi.Input<string>;
  email: pulumi.Input<string>;
  staging: boolean;
}

/** Script: the account at the CA, and certificates that are renewed by a timer of ours instead of Debian's. Prints the account's address. */
export function certificatesScript(authority: CertificateAuthority): pulumi.Output<string> {
  return sh`
    ${file({ path: "/etc/open-infrastructure/acme.conf", content: authorityFile(authority) })}
    ${file({ path: "/usr/local/lib/open-infrastructure/dns.sh", content: dnsFunctions })}
    ${file({ path: certificateTool, mode: "0755", content: certificateProgram })}
    ${file({ path: "/etc/letsencrypt/renewal-hooks/deploy/open-infrastructure-reload", mode: "0755", content: config.renewalHook })}
    install -d -m 0755 /var/lib/letsencrypt
    install -d -m 0700 /var/log/letsencrypt
    ${file({ path: "/etc/systemd/system/open-infrastructure-renewal.service", content: config.renewalUnit })}
    ${file({ path: "/etc/systemd/system/open-infrastructure-renewal.timer", content: config.renewalTimer })}
    if changed /etc/systemd; then systemctl daemon-reload; systemctl try-restart open-infrastructure-renewal.timer; fi
    if systemctl --quiet is-enabled certbot.timer || systemctl --quiet is-active certbot.timer; then systemctl --quiet --no-reload disable --now certbot.timer; fi
    running open-infrastructure-renewal.timer
    account=$(${raw(certificateTool)} --account)
    # Certificates of a CA that is no longer wanted are replaced.
    if changed /etc/open-infrastructure/acme.conf; then ${raw(certificateTool)} --renew; fi
    result "$account"
  `;
}

function authorityFile({ directory, email, staging }: CertificateAuthority): pulumi.Output<string> {
  return pulumi.interpolate`DIRECTORY='${directory}'\nEMAIL='${email}'\nSTAGING=${staging ? "yes" : "no"}\n`;
}
