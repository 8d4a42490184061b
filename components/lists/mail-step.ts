import type * as pulumi from "@pulumi/pulumi";
import { file } from "../remote/file";
import { quote, raw, sh } from "../remote/shell";
import { deliverProgram } from "./deliver-program";
import { fetchProgram, getmailrc } from "./fetch-program";
import { functionsPath } from "./lists-functions";
import type { MailingListsSettings } from "./lists-settings";
import { fetchUnit, programs, settingsDirectory, watchUnit } from "./places";
import { fetchService, unitPaths, watchPath, watchService, watchTimer } from "./units";
import { watchProgram } from "./watch-program";

/** Script: mail for the lists is fetched as it comes, and somebody is told when none moves. */
export function mailScript(lists: MailingListsSettings): pulumi.Output<string> {
  return sh`
    . ${functionsPath}
    ${raw(logIn(lists))}
    given mailbox-user "$mailbox_user"
    given mailbox-password "$mailbox_password"
    ${raw(`spliced <<'END' | put ${settingsDirectory}/getmailrc 0640 root:list\n${getmailrc(lists.mailbox, `${lists.data}/fetched`)}END`)}
    ${file({ path: `${programs}/fetch`, content: fetchProgram })}
    ${file({ path: `${programs}/deliver`, content: deliverProgram })}
    ${file({ path: `${programs}/watch`, content: watchProgram })}
    ${file({ path: unitPaths.fetch, content: fetchService(lists) })}
    ${file({ path: unitPaths.watch, content: watchService(lists) })}
    ${file({ path: unitPaths.watchTimer, content: watchTimer })}
    ${file({ path: unitPaths.watchPath, content: watchPath(lists) })}
    if changed /etc/systemd/system; then systemctl daemon-reload; fi
    if changed "$etc/secrets" ${settingsDirectory}/getmailrc ${programs} ${unitPaths.fetch}; then systemctl restart ${fetchUnit}; fi
    if changed ${unitPaths.watchTimer} ${unitPaths.watchPath}; then systemctl restart ${watchUnit}.timer ${watchUnit}.path; fi
    running ${fetchUnit} ${watchUnit}.timer ${watchUnit}.path
  `;
}

/** A wrong password is an error now, and not a line in a log. */
function logIn({ mailbox: { server, port, folder } }: MailingListsSettings): string {
  return `if ! proven mailbox ${server} ${port} ${quote(folder)} "$mailbox_user" "$mailbox_password"; then
  prove <<'END' || fail "mailbox: see above"
import imaplib, sys
with open(sys.argv[1]) as file:
    server, port, folder, user, password = file.read().splitlines()
try:
    box = imaplib.IMAP4_SSL(server, int(port), timeout=60)
    box.login(user, password)
    if b"IDLE" not in box.capability()[1][0].upper():
        sys.exit(f"mailbox.server: {server} can't say when mail arrives (IMAP IDLE)")
    if box.select('"' + folder + '"', readonly=True)[0] != "OK":
        sys.exit(f"mailbox.folder: {server} has no folder {folder}")
except (OSError, imaplib.IMAP4.error) as error:
    sys.exit(f"mailbox: {server} refuses {user}: {error}")
END
fi`;
}
