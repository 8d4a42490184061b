import type * as pulumi from "@pulumi/pulumi";
import { file } from "../remote/file";
import { raw, sh } from "../remote/shell";
import { deliverProgram } from "./deliver-program";
import { fetchProgram, getmailrc } from "./fetch-program";
import { functionsPath } from "./lists-functions";
import type { MailingListsSettings } from "./lists-settings";
import { fetchUnit, programs, settingsDirectory, watchUnit } from "./places";
import { fetchService, unitPaths, watchService, watchTimer } from "./units";
import { watchProgram } from "./watch-program";

/** Script: mail for the lists is fetched as it comes, and somebody is told when none moves. */
export function mailScript(lists: MailingListsSettings): pulumi.Output<string> {
  return sh`
    . ${functionsPath}
    given mailbox-user "$mailbox_user"
    given mailbox-password "$mailbox_password"
    ${raw(`spliced <<'END' | put ${settingsDirectory}/getmailrc 0640 root:list\n${getmailrc(lists.mailbox, `${lists.data}/fetched`)}END`)}
    ${file({ path: `${programs}/fetch`, content: fetchProgram })}
    ${file({ path: `${programs}/deliver`, content: deliverProgram })}
    ${file({ path: `${programs}/watch`, content: watchProgram })}
    # What was fetched is written down here, beside the lists: losing it alone would fetch everything again.
    [ -d ${lists.data}/fetched ] || install -d -m 0750 -o list -g list ${lists.data}/fetched
    ${file({ path: unitPaths.fetch, content: fetchService(lists) })}
    ${file({ path: unitPaths.watch, content: watchService(lists) })}
    ${file({ path: unitPaths.watchTimer, content: watchTimer })}
    if changed /etc/systemd/system; then systemctl daemon-reload; fi
    ${raw(logIn)}
    if changed "$etc/secrets" ${settingsDirectory}/getmailrc ${programs} ${unitPaths.fetch}; then systemctl restart ${fetchUnit}; fi
    if changed ${unitPaths.watchTimer}; then systemctl restart ${watchUnit}.timer; fi
    running ${fetchUnit} ${`${watchUnit}.timer`}
  `;
}

/** A wrong password is an error now, and not a line in a log. */
const logIn = `if changed "$etc/secrets" ${settingsDirectory}/getmailrc; then
  python3 - ${settingsDirectory}/getmailrc "$etc/secrets/mailbox-password" <<'END' || fail "mailbox: see above"
import configparser, imaplib, sys
settings = configparser.RawConfigParser()
settings.read(sys.argv[1])
retriever = settings["retriever"]
with open(sys.argv[2]) as file:
    password = file.read().rstrip("\\n")
try:
    box = imaplib.IMAP4_SSL(retriever["server"], int(retriever["port"]), timeout=60)
    box.login(retriever["username"], password)
    if b"IDLE" not in box.capability()[1][0].upper():
        sys.exit(f"mailbox.server: {retriever['server']} can't say when mail arrives (IMAP IDLE)")
    if box.select('"' + retriever["mailboxes"][2:-3] + '"', readonly=True)[0] != "OK":
        sys.exit(f"mailbox.folder: {retriever['server']} has no folder {retriever['mailboxes'][2:-3]}")
except (OSError, imaplib.IMAP4.error) as error:
    sys.exit(f"mailbox: {retriever['server']} refuses {retriever['username']}: {error}")
END
fi`;
