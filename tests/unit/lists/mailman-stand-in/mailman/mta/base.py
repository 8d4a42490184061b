import smtplib

from mailman.mta.connection import Connection


def refusals(sender, recipients, message):
    try:
        return Connection().sendmail(sender, recipients, message)
    except smtplib.SMTPRecipientsRefused as error:
        return error.recipients
    except smtplib.SMTPResponseException as error:
        return {recipient: (error.smtp_code, error.smtp_error) for recipient in recipients}
    except OSError as error:
        return {recipient: (444, str(error)) for recipient in recipients}
