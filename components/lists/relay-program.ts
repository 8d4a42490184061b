/** File in the core's data while the relay refuses whatever it is given. */
export const relayRefuses = "relay-refuses";

/** File in the core's data while the relay can't be reached, as old as that is. */
export const relayAway = "relay-away";

/** File in the core's data with the message that the relay refused last. */
export const relayHeld = "relay-held";

/**
 * Python: how the core hands mail to the relay. Mailman takes every refusal for an answer about each recipient, drops the post
 * and counts a bounce for everybody. Here that is so only of what the relay says about a recipient. All else (a login that
 * is refused, a limit for the day, a sender it doesn't like, a connection that breaks half-way) is tried again, and what is still
 * refused when Mailman would throw it away is set aside where somebody is told of it.
 */
export const relayProgram = `"""How Mailman hands mail to the relay. Made by Open Infrastructure, changes are lost."""
import os
import re
import smtplib
import socket
import time

import mailman.mta.base
from mailman.config import config
from mailman.interfaces.mta import SomeRecipientsFailed
from mailman.mta.connection import Connection
from mailman.mta.deliver import deliver as hand_over
from mailman.utilities.datetime import now

LATER = 451
# A login that was refused is not tried again with each message: providers lock accounts for that.
PAUSE = 240
# Whoever waits longer for an answer waits on a connection that is gone.
socket.setdefaulttimeout(600)


def plain(reason):
    return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)


def about_recipient(code, reason):
    """Whether a refusal is about the address and not about us. RFC 3463 has a number for that, which some servers leave out."""
    status = re.match(r"[245]\\.(\\d{1,3})\\.(\\d{1,3})\\b", plain(reason).strip())
    if status:
        subject, detail = map(int, status.groups())
        # Of the first kind, 7 and 8 are about the sender.
        return subject == 2 or subject == 1 and detail not in (7, 8)
    ours = r"limit|quota|exceed|too many|rate|auth|log.?in|password|relay|suspend|block|spam|polic|denied|sender"
    return code in (550, 551, 553) and not re.search(ours, plain(reason), re.IGNORECASE)


class Trouble:
    """What is wrong with the relay itself, in the message under way."""

    kind = None
    reason = ""


def trouble(kind, reason):
    Trouble.kind, Trouble.reason = kind, plain(reason)


class Relay(Connection):
    silent_until = 0
    refusal = ""

    def sendmail(self, sender, recipients, message):
        if time.monotonic() < Relay.silent_until:
            trouble("relay-refuses", Relay.refusal)
            raise smtplib.SMTPResponseException(LATER, Relay.refusal)
        try:
            return self.judged(super().sendmail(sender, recipients, message))
        except smtplib.SMTPRecipientsRefused as error:
            # A server that breaks off has said nothing of the others, and nothing went to anybody.
            answers = {one: error.recipients.get(one, (LATER, b"4.4.2 broken off")) for one in recipients}
            raise smtplib.SMTPRecipientsRefused(self.judged(answers)) from error
        except smtplib.SMTPDataError as error:
            trouble("relay-held", f"{error.smtp_code} {plain(error.smtp_error)}")
            raise smtplib.SMTPResponseException(LATER, error.smtp_error) from error
        except smtplib.SMTPResponseException as error:
            said = f"{error.smtp_code} {plain(error.smtp_error)}"
            trouble("relay-refuses" if error.smtp_code >= 500 else "relay-away", said)
            if isinstance(error, smtplib.SMTPAuthenticationError):
                Relay.silent_until, Relay.refusal = time.monotonic() + PAUSE, said
            raise smtplib.SMTPResponseException(LATER, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            trouble("relay-away", error)
            raise

    def judged(self, refused):
        answers = {}
        for recipient, (code, reason) in refused.items():
            ours = not about_recipient(code, reason)
            if ours:
                trouble("relay-held", f"{code} {plain(reason)}")
            answers[recipient] = (LATER if ours and code >= 500 else code, reason)
        return answers


# Both of Mailman's ways to deliver make their connection by this name.
assert mailman.mta.base.Connection is Connection
mailman.mta.base.Connection = Relay


def note(kind, text, once):
    path = os.path.join(config.DATA_DIR, kind)
    if not (once and os.path.exists(path)):
        with open(path, "w") as file:
            file.write(text.replace("\\n", " ") + "\\n")


def forget(*kinds):
    for kind in kinds:
        try:
            os.remove(os.path.join(config.DATA_DIR, kind))
        except FileNotFoundError:
            pass


def deliver(mlist, msg, msgdata):
    """What Mailman calls for each message."""
    trouble(None, "")
    try:
        hand_over(mlist, msg, msgdata)
    except SomeRecipientsFailed as failed:
        waiting = failed.temporary_failures
        if Trouble.kind and waiting:
            note(Trouble.kind, f"{Trouble.reason} ({mlist.fqdn_listname}, {msg['message-id']})", Trouble.kind != "relay-held")
            until = msgdata.get("deliver_until")
            # Now Mailman would throw it away.
            if until and now() > until and len(waiting) == msgdata.get("last_recip_count"):
                msgdata["recipients"] = waiting
                raise RuntimeError(f"{config.mta.smtp_host} refuses {msg['message-id']}: {Trouble.reason}") from failed
        if Trouble.kind in (None, "relay-held"):
            forget("relay-refuses", "relay-away")
        raise
    forget("relay-refuses", "relay-away")
`;
