import { ports } from "./places";

/**
 * Python: hands a message to Mailman, for the address it was sent to, once: getmail loses its own record when a connection
 * breaks at the wrong moment, and fetches everything again. What Mailman has no use for stays in the mailbox and is not tried
 * again: a domain that takes everything gets a lot for addresses that never were.
 */
export const deliverProgram = `"""deliver STATE RECIPIENT SENDER <MESSAGE. Made by Open Infrastructure, changes are lost."""
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
digest = hashlib.sha256(recipient.encode() + b"\\0" + fetched).hexdigest()
record = sqlite3.connect(state + "/delivered.db", timeout=60)
record.execute("CREATE TABLE IF NOT EXISTS delivered (digest TEXT PRIMARY KEY, at INTEGER)")
# Lines end as mail's do; smtplib sees to that in text only.
message = re.sub(rb"\\r?\\n", b"\\r\\n", fetched)
syslog.openlog("lists-deliver", 0, syslog.LOG_MAIL)


def say(text):
    syslog.syslog(text.replace("\\n", " "))


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
            file.write(time.strftime("%Y-%m-%d %H:%M ") + text.replace("\\n", " ") + "\\n")
    done()


if record.execute("SELECT 1 FROM delivered WHERE digest = ?", (digest,)).fetchone():
    sys.exit(0)
try:
    # No goodbye: what goes wrong with that must not look as if the message had not been taken.
    smtplib.LMTP("127.0.0.1", ${ports.lmtp}, timeout=120).sendmail(sender, [recipient], message)
except smtplib.SMTPRecipientsRefused as error:
    refused(*error.recipients[recipient], known=False)
except smtplib.SMTPResponseException as error:
    refused(error.smtp_code, error.smtp_error, known=True)
except (OSError, smtplib.SMTPException) as error:
    say(f"Mailman can't be reached: {error}")
    sys.exit(TRY_AGAIN)
done()
`;
