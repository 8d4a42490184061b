import type * as pulumi from "@pulumi/pulumi";
import { file, putText } from "../remote/file";
import { raw, sh } from "../remote/shell";
import { hyperkittyCfg, mailmanCfg } from "./core-config";
import { functionsPath } from "./lists-functions";
import type { MailingListsSettings } from "./lists-settings";
import { mailTemplates } from "./mail-templates";
import {
  coreUnit,
  debianData,
  pagesDirectory,
  pagesEnvironment,
  pagesUser,
  ports,
  programs,
  relayModule,
  settingsDirectory,
  superuser,
  webSocketDirectory,
  webUnit,
} from "./places";
import { siteProgram } from "./programs";
import { relayProgram } from "./relay-program";
import { coreDropIn, unitPaths, webDropIn } from "./units";
import { packagedCron, packagedSettings, pagesSettings, uwsgiIni, webRelayPassword } from "./web-config";

const temporary = "/etc/tmpfiles.d/open-infrastructure-lists.conf";

/** Script: the core and the pages run, and there is a superuser. Nobody outside can reach them yet. */
export function serviceScript(lists: MailingListsSettings): pulumi.Output<string> {
  return sh`
    . ${functionsPath}
    ${raw(relayLogIn(lists))}
    given relay-user "$relay_user"
    given relay-password "$relay_password"
    install -d -m 0755 ${settingsDirectory}
    ${raw(putSpliced(`${settingsDirectory}/mailman.cfg`, "root:list", mailmanCfg(lists)))}
    ${raw(putSpliced(`${settingsDirectory}/mailman-hyperkitty.cfg`, "root:list", hyperkittyCfg))}
    ${file({ path: `${settingsDirectory}/mailman-web.py`, content: packagedSettings, mode: "0640", owner: "root:www-data" })}
    ${file({ path: "/etc/cron.d/mailman3-web", content: packagedCron })}
    belongs ${pagesDirectory} ${`root:${pagesUser}`} 0750
    ${raw(putSpliced(`${pagesDirectory}/open_infrastructure_lists.py`, `root:${pagesUser}`, pagesSettings(lists)))}
    put ${webRelayPassword} 0640 ${`root:${pagesUser}`} <"$etc/secrets/relay-password"
    ${file({ path: temporary, content: `d ${webSocketDirectory} 2750 ${pagesUser} www-data\n` })}
    ${file({ path: `${settingsDirectory}/open-infrastructure-uwsgi.ini`, content: uwsgiIni })}
    ${file({ path: unitPaths.core, content: coreDropIn(lists) })}
    ${file({ path: unitPaths.web, content: webDropIn(lists) })}
    ${raw(debian)}
    # What the package would have put in place of ours, readable to all.
    rm -f ${settingsDirectory}/*.ucf-dist
    modules=$(/usr/bin/python3 -c 'import site; print(site.getsitepackages()[0])')
    ${raw(putRelayModule)}
    ${raw(mailTemplates(lists))}
    ${file({ path: `${programs}/site`, content: siteProgram })}
    if changed /etc/systemd/system; then systemctl daemon-reload; fi
    if changed ${temporary}; then systemd-tmpfiles --create ${temporary}; fi
    systemctl --quiet is-active cron || systemctl start cron
    if changed ${settingsDirectory}/mailman.cfg ${settingsDirectory}/mailman-hyperkitty.cfg "$modules/${raw(relayModule)}" ${unitPaths.core}; then systemctl restart ${coreUnit}; fi
    if changed ${pagesDirectory} ${settingsDirectory}/open-infrastructure-uwsgi.ini ${unitPaths.web}; then systemctl restart ${webUnit}; fi
    running ${coreUnit} ${webUnit}
    answers http://127.0.0.1:${ports.rest}/ || fail "Mailman's core doesn't answer: journalctl -u ${raw(coreUnit)}, /var/log/mailman3/mailman.log"
    answers http://127.0.0.1:${ports.web}/ || fail "Mailman's pages don't answer: journalctl -u ${raw(webUnit)}"
    as_user ${pagesUser} ${pagesEnvironment} python3 ${programs}/site ${lists.domain} ${lists.mailDomain} ${superuser} ${lists.owner} <"$etc/secrets/admin-password"
  `;
}

/** A password that is wrong, and a relay that sends for no address but the login's, are errors now, and not mail that never leaves. */
function relayLogIn({ mailDomain, relay: { server, port } }: MailingListsSettings): string {
  return `packages python3
if ! proven relay ${server} ${port} noreply@${mailDomain} "$relay_user" "$relay_password"; then
  prove <<'END' || fail "relay: see above"
import smtplib, ssl, sys
with open(sys.argv[1]) as file:
    server, port, sender, user, password = file.read().splitlines()
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

/** It can't be below our own programs: Mailman's parts are started without an environment that would say so. */
const putRelayModule = `put "$modules/${relayModule}.py" 0644 root:root <<'END'
${relayProgram}END`;

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
