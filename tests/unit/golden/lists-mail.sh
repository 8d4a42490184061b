. /usr/local/lib/open-infrastructure/lists.sh
if ! proven mailbox imap.example.net 993 INBOX "$mailbox_user" "$mailbox_password"; then
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
fi
given mailbox-user "$mailbox_user"
given mailbox-password "$mailbox_password"
spliced <<'END' | put /etc/mailman3/getmailrc 0640 root:list
# Made by Open Infrastructure, changes are lost.
[retriever]
type = MultidropIMAPSSLRetriever
server = imap.example.net
port = 993
username = @mailbox-user@
password_command = ("/usr/bin/cat", "/run/credentials/open-infrastructure-lists-fetch.service/password")
mailboxes = ("INBOX",)
envelope_recipient = delivered-to:1
timeout = 60

[destination]
type = MDA_external
path = /usr/bin/python3
arguments = ("/usr/local/lib/open-infrastructure/lists/deliver", "/srv/data/lists/fetched", "%(recipient)", "%(sender)")

[options]
read_all = false
delete = false
delete_after = 14
to_oldmail_on_each_mail = true
delivered_to = false
received = false
verbose = 1
message_log_syslog = false
END
put /usr/local/lib/open-infrastructure/lists/fetch 0644 root:root <<'END'
"""fetch GETMAILRC STATE. Made by Open Infrastructure, changes are lost."""
import configparser
import imaplib
import os
import pathlib
import subprocess
import sys
import time

settings_path, state = sys.argv[1:]
settings = configparser.RawConfigParser()
settings.read(settings_path)
retriever = settings["retriever"]
folder = retriever["mailboxes"][2:-3]
password = pathlib.Path(os.environ["CREDENTIALS_DIRECTORY"], "password").read_text().rstrip("\n")

# A connection that is silent for longer may be dead. Servers say something every few minutes.
PATIENCE = 300


def say(text):
    print(text, flush=True)


def fetch():
    """Whether all that was there is delivered."""
    command = ["/usr/bin/getmail", "--quiet", "--getmaildir", state, "--rcfile", settings_path]
    done = subprocess.run(command, stdin=subprocess.DEVNULL).returncode == 0
    if done:
        pathlib.Path(state, "last").touch()
    return done


def connect():
    box = imaplib.IMAP4_SSL(retriever["server"], int(retriever["port"]), timeout=60)
    box.login(retriever["username"], password)
    answer, data = box.select('"' + folder + '"', readonly=True)
    if answer != "OK":
        raise imaplib.IMAP4.error("no folder " + folder)
    return box


def wait(box, seconds):
    """Returns when the folder has news; raises when the server says nothing at all."""
    tag = box._new_tag()
    box.sock.settimeout(seconds)
    box.send(tag + b" IDLE\r\n")
    line = b"+"
    while b" EXISTS" not in line:
        line = box.readline()
        if not line or line.startswith((b"* BYE", tag)):
            raise imaplib.IMAP4.abort("the server ended the waiting")
    box.send(b"DONE\r\n")
    while not line.startswith(tag):
        line = box.readline()
        if not line:
            raise imaplib.IMAP4.abort("the server went away")


pause = 1
while True:
    box = None
    try:
        box = connect()
        while True:
            if fetch():
                pause = 1
            else:
                pause = min(pause * 2, 30)
                say(f"not everything could be delivered, again in {pause} s")
            wait(box, PATIENCE if pause == 1 else pause)
    except (OSError, imaplib.IMAP4.error) as error:
        if box and isinstance(error, TimeoutError):
            # Nothing came: a new connection tells whether it is dead.
            box.sock.close()
            continue
        pause = min(pause * 2, 60)
        say(f"{retriever['server']}: {error}, again in {pause} s")
        time.sleep(pause)
END
put /usr/local/lib/open-infrastructure/lists/deliver 0644 root:root <<'END'
"""deliver STATE RECIPIENT SENDER <MESSAGE. Made by Open Infrastructure, changes are lost."""
import hashlib
import re
import smtplib
import sqlite3
import sys
import syslog
import time

TRY_AGAIN = 75
# Longer than mail stays in any mailbox.
REMEMBERED = 400 * 24 * 3600

state, recipient, sender = sys.argv[1:]
fetched = sys.stdin.buffer.read()
# With its Received and Delivered-To no message is like another, and the same one is always the same.
digest = hashlib.sha256(recipient.encode() + b"\0" + fetched).hexdigest()
record = sqlite3.connect(state + "/delivered.db", timeout=60)
record.execute("CREATE TABLE IF NOT EXISTS delivered (digest TEXT PRIMARY KEY, at INTEGER)")
# Lines end as mail's do; smtplib sees to that in text only.
message = re.sub(rb"\r?\n", b"\r\n", fetched)
syslog.openlog("lists-deliver", 0, syslog.LOG_MAIL)


def say(text):
    syslog.syslog(text.replace("\n", " "))


def done():
    with record:
        record.execute("INSERT INTO delivered VALUES (?, ?)", (digest, int(time.time())))
        record.execute("DELETE FROM delivered WHERE at < ?", (int(time.time()) - REMEMBERED,))
    sys.exit(0)


def refused(code, reason, known):
    """What Mailman will never take is told to somebody, if it was for an address that there is."""
    text = f"to {recipient} from {sender}: Mailman says {code} {reason.decode(errors='replace')}"
    say(text)
    if not 500 <= code <= 599:
        sys.exit(TRY_AGAIN)
    if known:
        with open(state + "/refused", "a") as file:
            file.write(time.strftime("%Y-%m-%d %H:%M ") + text.replace("\n", " ") + "\n")
    done()


if record.execute("SELECT 1 FROM delivered WHERE digest = ?", (digest,)).fetchone():
    sys.exit(0)
try:
    # No goodbye: what goes wrong with that must not look as if the message had not been taken.
    smtplib.LMTP("127.0.0.1", 8024, timeout=120).sendmail(sender, [recipient], message)
except smtplib.SMTPRecipientsRefused as error:
    refused(*error.recipients[recipient], known=False)
except smtplib.SMTPResponseException as error:
    refused(error.smtp_code, error.smtp_error, known=True)
except (OSError, smtplib.SMTPException) as error:
    say(f"Mailman can't be reached: {error}")
    sys.exit(TRY_AGAIN)
done()
END
put /usr/local/lib/open-infrastructure/lists/watch 0644 root:root <<'END'
# watch DATA. Made by Open Infrastructure, changes are lost.
set -eu
data=$1
status=0
trouble() { echo "$1" >&2; status=1; }
if [ -z "$(find "$data/fetched/last" -mmin -60 2>/dev/null)" ]; then
  trouble "no mail could be fetched for an hour: journalctl -u open-infrastructure-lists-fetch"
fi
shunted=$(find "$data/queue/shunt" -name '*.pck' 2>/dev/null | wc -l)
if [ "$shunted" -gt 0 ]; then
  trouble "Mailman stumbled over $shunted messages, or the relay refused them for days: /var/log/mailman3/mailman.log says why; mailman-wrapper unshunt tries them again"
fi
if [ -e "$data/data/relay-refuses" ]; then
  trouble "the relay takes no mail from the lists; all of it waits: $(cat "$data/data/relay-refuses")"
fi
if [ -n "$(find "$data/data/relay-away" -mmin +360 2>/dev/null)" ]; then
  trouble "the relay can't be reached for more than six hours; mail waits: $(cat "$data/data/relay-away")"
fi
if [ -n "$(find "$data/data/relay-held" -mmin -361 2>/dev/null)" ]; then
  trouble "the relay refuses messages, which are tried again for five days: $(cat "$data/data/relay-held")"
fi
# What the relay refused gets a new file at each attempt; this was never tried.
stuck=$(find "$data/queue/out" -name '*.pck' -mmin +60 2>/dev/null | wc -l)
if [ "$stuck" -gt 0 ]; then
  trouble "Mailman hasn't tried to send $stuck messages for more than an hour: /var/log/mailman3/mailman.log"
fi
if [ -n "$(find "$data/fetched/refused" -mmin -361 2>/dev/null)" ]; then
  trouble "mail that Mailman refused, which is in the mailbox still: $(tail -n 5 "$data/fetched/refused")"
fi
exit "$status"
END
put /etc/systemd/system/open-infrastructure-lists-fetch.service 0644 root:root <<'END'
[Unit]
Description=Fetch mail for the mailing lists
After=network-online.target mailman3.service
Wants=network-online.target
RequiresMountsFor=/srv/data
OnFailure=open-infrastructure-notify@%N.service

[Service]
User=list
Group=list
ExecStart=/usr/bin/python3 /usr/local/lib/open-infrastructure/lists/fetch /etc/mailman3/getmailrc /srv/data/lists/fetched
LoadCredential=password:/etc/open-infrastructure/lists/secrets/mailbox-password
Restart=always
RestartSec=20
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ReadWritePaths=/srv/data/lists/fetched
ProtectHome=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@resources
CapabilityBoundingSet=
UMask=0077

[Install]
WantedBy=multi-user.target
END
put /etc/systemd/system/open-infrastructure-lists-watch.service 0644 root:root <<'END'
[Unit]
Description=Look whether mail for the mailing lists moves
RequiresMountsFor=/srv/data
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
User=list
Group=list
ExecStart=/bin/sh /usr/local/lib/open-infrastructure/lists/watch /srv/data/lists
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ProtectHome=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX
IPAddressDeny=any
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@resources
CapabilityBoundingSet=
UMask=0077
END
put /etc/systemd/system/open-infrastructure-lists-watch.timer 0644 root:root <<'END'
[Unit]
Description=Look whether mail for the mailing lists moves, every six hours

[Timer]
OnBootSec=1h
OnUnitActiveSec=6h

[Install]
WantedBy=timers.target
END
put /etc/systemd/system/open-infrastructure-lists-watch.path 0644 root:root <<'END'
[Unit]
Description=Look whether mail for the mailing lists moves, when the relay refuses it

[Path]
PathChanged=/srv/data/lists/data/relay-refuses

[Install]
WantedBy=multi-user.target
END
if changed /etc/systemd/system; then systemctl daemon-reload; fi
if changed "$etc/secrets" /etc/mailman3/getmailrc /usr/local/lib/open-infrastructure/lists /etc/systemd/system/open-infrastructure-lists-fetch.service; then systemctl restart open-infrastructure-lists-fetch.service; fi
if changed /etc/systemd/system/open-infrastructure-lists-watch.timer /etc/systemd/system/open-infrastructure-lists-watch.path; then systemctl restart open-infrastructure-lists-watch.timer open-infrastructure-lists-watch.path; fi
running open-infrastructure-lists-fetch.service open-infrastructure-lists-watch.timer open-infrastructure-lists-watch.path