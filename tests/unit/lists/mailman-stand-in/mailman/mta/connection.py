import os
import smtplib


class Connection:
    def sendmail(self, sender, recipients, message):
        relay = smtplib.SMTP("127.0.0.1", int(os.environ["PORT"]), timeout=10)
        relay.login("lists", "password")
        return relay.sendmail(sender, recipients, message)
