import { programs } from "./places";

/** getmail's settings. What it fetched is noted after each message, so that nothing comes twice, and stays for some days. */
export function getmailrc(
  mailbox: { server: string; port: number; envelopeHeader: string; folder: string; keepDays: number },
  state: string,
): string {
  return `# Made by Open Infrastructure, changes are lost.
[retriever]
type = MultidropIMAPSSLRetriever
server = ${mailbox.server}
port = ${mailbox.port}
username = @mailbox-user@
password_command = ("/usr/bin/cat", "/run/credentials/open-infrastructure-lists-fetch.service/password")
mailboxes = ("${mailbox.folder}",)
envelope_recipient = ${mailbox.envelopeHeader.toLowerCase()}:1
timeout = 60

[destination]
type = MDA_external
path = /usr/bin/python3
arguments = ("${programs}/deliver", "${state}", "%(recipient)", "%(sender)")

[options]
read_all = false
delete = false
delete_after = ${mailbox.keepDays}
to_oldmail_on_each_mail = true
delivered_to = false
received = false
verbose = 1
message_log_syslog = false
`;
}

/**
 * Python: has getmail fetch when there is something. getmail's own waiting misses what arrives while it fetches, until
 * the next message or for five minutes; this one asks for news on a connection that was open before.
 */
export const fetchProgram = `"""fetch GETMAILRC STATE. Made by Open Infrastructure, changes are lost."""
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
password = pathlib.Path(os.environ["CREDENTIALS_DIRECTORY"], "password").read_text().rstrip("\\n")

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
    box.send(tag + b" IDLE\\r\\n")
    line = b"+"
    while b" EXISTS" not in line:
        line = box.readline()
        if not line or line.startswith((b"* BYE", tag)):
            raise imaplib.IMAP4.abort("the server ended the waiting")
    box.send(b"DONE\\r\\n")
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
`;
