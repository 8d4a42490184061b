import mailman.mta.base
from mailman.interfaces.mta import SomeRecipientsFailed


def deliver(mlist, msg, msgdata):
    refused = mailman.mta.base.refusals("talk-bounces@lists.example.org", sorted(msgdata["recipients"]), b"Hello\r\n")
    if refused:
        permanent = [recipient for recipient, (code, _) in refused.items() if code >= 500 and code != 552]
        raise SomeRecipientsFailed([one for one in refused if one not in permanent], permanent)
