#!/bin/sh
# Step 5 of 5 on web, of Website "website".
# It may be run again: what is as it should be stays.
set -eu
# shellcheck source=/dev/null
. "${EJECTED:-$(dirname -- "$0")}/begin.sh"
beside=$EJECTED/05-website-site
begin website-site
put /etc/nginx/site.conf 0640 root:root <"$beside/etc/nginx/site.conf"
put /etc/nginx/site.conf 0644 root:root <"$beside/etc/nginx/site.conf.2"
put /etc/hosts.site 0644 root:root <<'END'
@@WEB_IPV4@@ www.example.org
END
cat >/etc/secret.site <<END
$(cat /etc/mail)
END
finish
