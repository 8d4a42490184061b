import type * as pulumi from "@pulumi/pulumi";
import { file, putText } from "../remote/file";
import { raw, sh } from "../remote/shell";
import { hyperkittyCfg, mailmanCfg } from "./core-config";
import { functionsPath } from "./lists-functions";
import type { MailingListsSettings } from "./lists-settings";
import { mailTemplates } from "./mail-templates";
import { coreUnit, debianData, ports, programs, settingsDirectory, superuser, webUnit } from "./places";
import { siteProgram } from "./programs";
import { coreDropIn, unitPaths, webDropIn } from "./units";
import { mailmanWeb, uwsgiIni, webRelayPassword } from "./web-config";

/** Script: the core and the pages run, and there is a superuser. Nobody outside can reach them yet. */
export function serviceScript(lists: MailingListsSettings): pulumi.Output<string> {
  return sh`
    . ${functionsPath}
    given relay-user "$relay_user"
    given relay-password "$relay_password"
    ${raw(relayLogIn(lists))}
    install -d -m 0755 ${settingsDirectory}
    ${raw(putSpliced(`${settingsDirectory}/mailman.cfg`, "root:list", mailmanCfg(lists)))}
    ${raw(putSpliced(`${settingsDirectory}/mailman-hyperkitty.cfg`, "root:list", hyperkittyCfg))}
    ${raw(putSpliced(`${settingsDirectory}/mailman-web.py`, "root:www-data", mailmanWeb(lists)))}
    put ${webRelayPassword} 0640 root:www-data <"$etc/secrets/relay-password"
    ${file({ path: `${settingsDirectory}/open-infrastructure-uwsgi.ini`, content: uwsgiIni })}
    ${file({ path: unitPaths.core, content: coreDropIn(lists) })}
    ${file({ path: unitPaths.web, content: webDropIn(lists) })}
    ${raw(debian)}
    ${raw(mailTemplates(lists))}
    ${file({ path: `${programs}/site`, content: siteProgram })}
    if changed /etc/systemd/system; then systemctl daemon-reload; fi
    systemctl --quiet is-active cron || systemctl start cron
    if changed ${settingsDirectory}/mailman.cfg ${settingsDirectory}/mailman-hyperkitty.cfg ${unitPaths.core}; then systemctl restart ${coreUnit}; fi
    if changed ${settingsDirectory}/mailman-web.py ${webRelayPassword} ${settingsDirectory}/open-infrastructure-uwsgi.ini ${unitPaths.web}; then systemctl restart ${webUnit}; fi
    running ${coreUnit} ${webUnit}
    answers http://127.0.0.1:${ports.rest}/ || fail "Mailman's core doesn't answer: journalctl -u ${raw(coreUnit)}, /var/log/mailman3/mailman.log"
    answers http://127.0.0.1:${ports.web}/ || fail "Mailman's pages don't answer: journalctl -u ${raw(webUnit)}"
    as_user www-data python3 ${programs}/site ${lists.domain} ${lists.mailDomain} ${superuser} ${lists.owner} <"$etc/secrets/admin-password"
  `;
}

/** A password that is wrong, and a relay that sends for no address but the login's, are errors now, and not mail that never leaves. */
function relayLogIn({ mailDomain, relay: { server, port } }: MailingListsSettings): string {
  return `packages python3
if changed "$etc/secrets"; then
  python3 - ${server} ${port} noreply@${mailDomain} "$etc/secrets/relay-user" "$etc/secrets/relay-password" <<'END' || fail "relay: see above"
import smtplib, ssl, sys
server, port, sender, *files = sys.argv[1:]
user, password = (open(file).read().rstrip("\\n") for file in files)
secure = ssl.create_default_context()
try:
    if port == "465":
        relay = smtplib.SMTP_SSL(server, int(port), timeout=60, context=secure)
    else:
        relay = smtplib.SMTP(server, int(port), timeout=60)
        relay.starttls(context=secure)
    relay.login(user, password)
    code, reason = relay.mail(sender)
    if code != 250:
        sys.exit(f"relay.user: {server} doesn't let {user} send as {sender}: {code} {reason.decode(errors='replace')}")
    relay.quit()
except (OSError, smtplib.SMTPException) as error:
    sys.exit(f"relay: {server} refuses {user}: {error}")
END
fi`;
}

function putSpliced(path: string, owner: string, content: string): string {
  return `spliced <<'END' >"$etc/.spliced"
${content}END
put ${path} 0640 ${owner} <"$etc/.spliced"
rm "$etc/.spliced"`;
}

/**
 * The packages find their settings in place and leave them alone; making the tables of the pages is part of their
 * installation, and of every upgrade. Neither a database nor a superuser nor a web server is theirs to make.
 */
const debian = `export UCF_FORCE_CONFFOLD=1
if [ "$(dpkg-query -W -f '\${db:Status-Status}' mailman3-full 2>/dev/null)" != installed ]; then
  debconf-set-selections <<'END'
mailman3 mailman3/config_hyperkitty boolean false
mailman3 mailman3/dbconfig-install boolean false
mailman3-web mailman3-web/dbconfig-install boolean false
mailman3-web mailman3-web/configure-webserver multiselect none
mailman3-web mailman3-web/restart-webserver boolean false
mailman3-web mailman3-web/superuser-password password
END
fi
packages dbconfig-no-thanks mailman3-full getmail6 cron curl
${putText({ path: "/etc/ucf.conf", content: "# Made by Open Infrastructure, changes are lost. What is ours stays when a package is upgraded.\nconf_force_conffold=YES\n" })}
# An installation that was cut off may have left them out.
[ -e ${debianData}/web/static/CACHE/manifest.json ] || dpkg-reconfigure --frontend=noninteractive mailman3-web`;
