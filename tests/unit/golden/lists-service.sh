. /usr/local/lib/open-infrastructure/lists.sh
packages python3
if ! proven relay smtp.example.net 2525 noreply@lists.example.org "$relay_user" "$relay_password"; then
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
fi
given relay-user "$relay_user"
given relay-password "$relay_password"
install -d -m 0755 /etc/mailman3
spliced <<'END' >"$etc/.spliced"
# Made by Open Infrastructure, changes are lost.
[mailman]
site_owner: ada@example.org
layout: debian

[paths.debian]
var_dir: /var/lib/mailman3
queue_dir: $var_dir/queue
bin_dir: /usr/lib/mailman3/bin
list_data_dir: $var_dir/lists
log_dir: /var/log/mailman3
lock_dir: $var_dir/locks
data_dir: $var_dir/data
cache_dir: $var_dir/cache
etc_dir: /etc/mailman3
ext_dir: $var_dir/ext
messages_dir: $var_dir/messages
archive_dir: $var_dir/archives
template_dir: $var_dir/templates
pid_file: /run/mailman3/master.pid
lock_file: $lock_dir/master.lck

[database]
class: mailman.database.postgresql.PostgreSQLDatabase
url: postgresql:///mailman

[logging.debian]
format: %(asctime)s (%(process)d) %(message)s
datefmt: %b %d %H:%M:%S %Y
propagate: no
level: info
path: mailman.log

[webservice]
hostname: 127.0.0.1
port: 8001
use_https: no
show_tracebacks: no
api_version: 3.1
admin_user: restadmin
# With a colon, Debian's scripts would find it and write it into files that everybody can read.
admin_pass = @rest-password@
workers: 1

# No mail server on this machine: mail is fetched, and leaves through another's.
[mta]
incoming: mailman.mta.null.NullMTA
outgoing: open_infrastructure_relay.deliver
lmtp_host: 127.0.0.1
lmtp_port: 8024
smtp_host: smtp.example.net
smtp_port: 2525
smtp_secure_mode: starttls
smtp_verify_cert: yes
smtp_verify_hostname: yes
smtp_user: @relay-user@
smtp_pass: @relay-password@
max_recipients: 100
verp_confirmations: yes
delivery_retry_period: 5d

# Refused for now: tried again after this.
[runner.retry]
sleep_time: 5m

[archiver.hyperkitty]
class: mailman_hyperkitty.Archiver
enable: yes
configuration: /etc/mailman3/mailman-hyperkitty.cfg

[archiver.prototype]
enable: no
END
put /etc/mailman3/mailman.cfg 0640 root:list <"$etc/.spliced"
rm "$etc/.spliced"
spliced <<'END' >"$etc/.spliced"
# Made by Open Infrastructure, changes are lost.
[general]
base_url: http://127.0.0.1:8000/hyperkitty/
api_key: @archiver-key@
END
put /etc/mailman3/mailman-hyperkitty.cfg 0640 root:list <"$etc/.spliced"
rm "$etc/.spliced"
put /etc/mailman3/mailman-web.py 0640 root:www-data <<'END'
# Made by Open Infrastructure, changes are lost.
# The pages don't go by this, but by /etc/mailman3/open-infrastructure: these are for the scripts of Debian's package.
import settings as debian

SECRET_KEY = 'nothing-is-signed-with-it'
DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'
INSTALLED_APPS = tuple(app for app in debian.INSTALLED_APPS if not app.startswith('django_mailman3.lib.auth.'))
DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': '/var/lib/mailman3/web/packaging.sqlite3'}}
COMPRESS_OFFLINE = True
END
put /etc/cron.d/mailman3-web 0644 root:root <<'END'
# Made by Open Infrastructure, changes are lost. mailman3-web.service does what was here.
END
belongs /etc/mailman3/open-infrastructure root:open-infrastructure-lists 0750
spliced <<'END' >"$etc/.spliced"
# Made by Open Infrastructure, changes are lost.
import sys

# Debian's settings take over what /etc/mailman3/mailman-web.py says, which is for the package's own scripts.
sys.modules['settings_local'] = sys.modules[__name__]
from settings import *

SECRET_KEY = '@secret-key@'
ALLOWED_HOSTS = ['lists.example.org', '127.0.0.1', 'localhost']
CSRF_TRUSTED_ORIGINS = ['https://lists.example.org']
ADMINS = (('ada@example.org', 'ada@example.org'),)
USE_X_FORWARDED_HOST = True
SECURE_PROXY_SSL_HEADER = ('HTTP_X_FORWARDED_PROTO', 'https')
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_SERIALIZER = 'django.contrib.sessions.serializers.JSONSerializer'
DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'

# Signing in with an account of somebody else's takes an agreement with them.
INSTALLED_APPS = tuple(app for app in INSTALLED_APPS if not app.startswith('django_mailman3.lib.auth.'))

DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'NAME': 'mailmanweb'}}

MAILMAN_REST_API_URL = 'http://127.0.0.1:8001'
MAILMAN_REST_API_USER = 'restadmin'
MAILMAN_REST_API_PASS = '@rest-password@'
MAILMAN_ARCHIVER_KEY = '@archiver-key@'
MAILMAN_ARCHIVER_FROM = ('127.0.0.1',)
POSTORIUS_TEMPLATE_BASE_URL = 'http://127.0.0.1:8000'

TIME_ZONE = 'UTC'
EMAILNAME = 'lists.example.org'
DEFAULT_FROM_EMAIL = 'noreply@lists.example.org'
SERVER_EMAIL = 'noreply@lists.example.org'
EMAIL_HOST = 'smtp.example.net'
EMAIL_PORT = 2525
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 60
EMAIL_HOST_USER = '@relay-user@'
with open('/etc/mailman3/open-infrastructure/relay-password') as file:
    EMAIL_HOST_PASSWORD = file.read().rstrip('\n')

ACCOUNT_DEFAULT_HTTP_PROTOCOL = 'https'
ACCOUNT_EMAIL_VERIFICATION = 'mandatory'
ACCOUNT_EMAIL_REQUIRED = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_AUTHENTICATION_METHOD = 'username_email'
ACCOUNT_EMAIL_SUBJECT_PREFIX = '[lists.example.org] '
SOCIALACCOUNT_PROVIDERS = {}

# Django's own cache is each process's: what one of them refreshes the others would not see.
CACHES = {
    'default': {
        'BACKEND': 'django.core.cache.backends.filebased.FileBasedCache',
        'LOCATION': '/var/lib/mailman3/pages/cache',
        'OPTIONS': {'MAX_ENTRIES': 20000},
    }
}

HAYSTACK_CONNECTIONS = {
    'default': {
        'ENGINE': 'haystack.backends.whoosh_backend.WhooshEngine',
        'PATH': '/var/lib/mailman3/pages/fulltext_index',
    }
}

# Into the journal, and what went wrong to those who are told.
LOGGING['handlers']['file'] = {'level': 'INFO', 'class': 'logging.StreamHandler', 'formatter': 'simple'}

# Who reads an archive is nobody else's business.
HYPERKITTY_ENABLE_GRAVATAR = False
COMPRESS_OFFLINE = True
Q_CLUSTER = {'timeout': 300, 'retry': 360, 'save_limit': 100, 'orm': 'default', 'poll': 5, 'workers': 1, 'recycle': 200}
END
put /etc/mailman3/open-infrastructure/open_infrastructure_lists.py 0640 root:open-infrastructure-lists <"$etc/.spliced"
rm "$etc/.spliced"
put /etc/mailman3/open-infrastructure/relay-password 0640 root:open-infrastructure-lists <"$etc/secrets/relay-password"
put /etc/tmpfiles.d/open-infrastructure-lists.conf 0644 root:root <<'END'
d /run/open-infrastructure-lists 2750 open-infrastructure-lists www-data
END
put /etc/mailman3/open-infrastructure-uwsgi.ini 0644 root:root <<'END'
; Made by Open Infrastructure, changes are lost.
[uwsgi]
plugins = python3
chdir = /usr/share/mailman3-web
wsgi-file = wsgi.py
; For nginx, and for the core. Whoever comes by nginx has no address here, so that nobody can pass for the core.
http-socket = /run/open-infrastructure-lists/pages.sock
chmod-socket = 660
http-socket = 127.0.0.1:8000
master = true
processes = 2
threads = 2
enable-threads = true
need-app = true
buffer-size = 16384
harakiri = 120
vacuum = true
die-on-term = true
disable-logging = true
attach-daemon = python3 manage.py qcluster
unique-cron = -1 -1 -1 -1 -1 python3 manage.py runjobs minutely
unique-cron = -15 -1 -1 -1 -1 python3 manage.py runjobs quarter_hourly
unique-cron = 0 -1 -1 -1 -1 python3 manage.py runjobs hourly
unique-cron = 5 0 -1 -1 -1 python3 manage.py runjobs daily
unique-cron = 10 0 -1 -1 0 python3 manage.py runjobs weekly
unique-cron = 15 0 1 -1 -1 python3 manage.py runjobs monthly
unique-cron = 20 0 1 1 -1 python3 manage.py runjobs yearly
END
put /etc/systemd/system/mailman3.service.d/open-infrastructure.conf 0644 root:root <<'END'
# Made by Open Infrastructure, changes are lost.
[Unit]
After=network-online.target postgresql.service
Wants=network-online.target postgresql.service
RequiresMountsFor=/srv/data
OnFailure=open-infrastructure-notify@%N.service
StartLimitIntervalSec=10min
StartLimitBurst=10

[Service]
# What was under way when Mailman was last stopped may be set aside as if it were broken.
ExecStartPre=-/usr/bin/mailman -C /etc/mailman3/mailman.cfg unshunt
TimeoutStopSec=2min
Restart=always
RestartSec=2
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ReadWritePaths=/srv/data/lists /var/log/mailman3 /run/mailman3
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
UMask=0027
END
put /etc/systemd/system/mailman3-web.service.d/open-infrastructure.conf 0644 root:root <<'END'
# Made by Open Infrastructure, changes are lost.
[Unit]
After=network-online.target postgresql.service
Wants=network-online.target postgresql.service
RequiresMountsFor=/srv/data
OnFailure=open-infrastructure-notify@%N.service
StartLimitIntervalSec=10min
StartLimitBurst=10

[Service]
User=open-infrastructure-lists
Group=open-infrastructure-lists
Environment=PYTHONPATH=/etc/mailman3/open-infrastructure DJANGO_SETTINGS_MODULE=open_infrastructure_lists
# After an upgrade as at first.
ExecStartPre=/usr/bin/python3 /usr/share/mailman3-web/manage.py migrate --no-input --verbosity 0
ExecStart=
ExecStart=/usr/bin/uwsgi --ini /etc/mailman3/open-infrastructure-uwsgi.ini
KillSignal=SIGTERM
TimeoutStartSec=30min
TimeoutStopSec=30
Restart=always
RestartSec=2
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ReadWritePaths=/srv/data/lists/pages /run/open-infrastructure-lists
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
UMask=0027
END
export UCF_FORCE_CONFFOLD=1
if [ "$(dpkg-query -W -f '${db:Status-Status}' mailman3-full 2>/dev/null)" != installed ]; then
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
put /etc/ucf.conf 0644 root:root <<'END'
# Made by Open Infrastructure, changes are lost. What is ours stays when a package is upgraded.
conf_force_conffold=YES
END
# An installation that was cut off may have left them out.
[ -e /var/lib/mailman3/web/static/CACHE/manifest.json ] || dpkg-reconfigure --frontend=noninteractive mailman3-web
# What the package would have put in place of ours, readable to all.
rm -f /etc/mailman3/*.ucf-dist
modules=$(/usr/bin/python3 -c 'import site; print(site.getsitepackages()[0])')
put "$modules/open_infrastructure_relay.py" 0644 root:root <<'END'
"""How Mailman hands mail to the relay. Made by Open Infrastructure, changes are lost."""
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
    status = re.match(r"[245]\.(\d{1,3})\.(\d{1,3})\b", plain(reason).strip())
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
            file.write(text.replace("\n", " ") + "\n")


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
END
for place in /srv/data/lists/templates /srv/data/lists/templates/site /srv/data/lists/templates/site/en; do belongs "$place" root:root 0755; done
put /srv/data/lists/templates/site/en/list:admin:action:post.txt 0644 root:root <<'END'
A post to a list waits for your decision:

    List:    $listname
    From:    $sender_email
    Subject: $subject

It waits because:

$reasons

Decide here: https://lists.example.org/postorius/lists/$list_id/held_messages
END
put /srv/data/lists/templates/site/en/list:admin:action:subscribe.txt 0644 root:root <<'END'
Somebody asks to become a subscriber:

    Address: $member
    List:    $listname

Decide here: https://lists.example.org/postorius/lists/$list_id/subscription_requests
END
put /srv/data/lists/templates/site/en/list:admin:action:unsubscribe.txt 0644 root:root <<'END'
Somebody asks to be no subscriber any more:

    Address: $member
    List:    $listname

Decide here: https://lists.example.org/postorius/lists/$list_id/unsubscription_requests
END
put /srv/data/lists/templates/site/en/list:admin:notice:pending.txt 0644 root:root <<'END'
On the list $listname, $count requests wait for a decision.

$data
Posts:         https://lists.example.org/postorius/lists/$list_id/held_messages
Subscriptions: https://lists.example.org/postorius/lists/$list_id/subscription_requests
END
put /srv/data/lists/templates/site/en/list:user:notice:welcome.txt 0644 root:root <<'END'
Welcome to the mailing list "$display_name".

To post, write to:

  $listname

To leave, write to:

  ${short_listname}-leave@$domain

The list's page, where you can also choose to get digests or to pause:

  https://lists.example.org/postorius/lists/$list_id/
END
put /srv/data/lists/templates/site/en/list:member:generic:footer.txt 0644 root:root <<'END'
_______________________________________________
$display_name mailing list -- $listname
To unsubscribe send an email to ${short_listname}-leave@$domain
https://lists.example.org/postorius/lists/$list_id/
END
put /usr/local/lib/open-infrastructure/lists/site 0644 root:root <<'END'
"""site DOMAIN MAIL-DOMAIN NAME MAIL <PASSWORD. Made by Open Infrastructure, changes are lost."""
import sys

sys.path.insert(0, "/usr/share/mailman3-web")
import django

django.setup()
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.sites.models import Site
from django_mailman3.models import MailDomain

domain, mail_domain, name, mail = sys.argv[1:]
password = sys.stdin.read().strip()

# Links in the archive and in mail are made of these. There is room for 50 characters of a name.
Site.objects.update_or_create(id=1, defaults={"domain": domain, "name": domain[:50]})
MailDomain.objects.update_or_create(mail_domain=mail_domain, defaults={"site_id": 1})

user = get_user_model().objects.filter(username=name).first()
if user is None:
    user = get_user_model().objects.create_superuser(name, mail, password)
if user.email != mail:
    user.email = mail
    user.save()
of_others = EmailAddress.objects.filter(email__iexact=mail).exclude(user=user)
# Whoever hasn't confirmed it only says that it is theirs, and would keep the superuser from it.
of_others.filter(verified=False).delete()
holder = of_others.first()
if holder:
    print(mail, "belongs to the account", holder.user.username, "already, which stays as it is")
else:
    address, _ = EmailAddress.objects.get_or_create(user=user, email=mail)
    if not (address.verified and address.primary):
        EmailAddress.objects.filter(user=user).update(primary=False)
        address.verified = address.primary = True
        address.save()
END
if changed /etc/systemd/system; then systemctl daemon-reload; fi
if changed /etc/tmpfiles.d/open-infrastructure-lists.conf; then systemd-tmpfiles --create /etc/tmpfiles.d/open-infrastructure-lists.conf; fi
systemctl --quiet is-active cron || systemctl start cron
if changed /etc/mailman3/mailman.cfg /etc/mailman3/mailman-hyperkitty.cfg "$modules/open_infrastructure_relay" /etc/systemd/system/mailman3.service.d/open-infrastructure.conf; then systemctl restart mailman3.service; fi
if changed /etc/mailman3/open-infrastructure /etc/mailman3/open-infrastructure-uwsgi.ini /etc/systemd/system/mailman3-web.service.d/open-infrastructure.conf; then systemctl restart mailman3-web.service; fi
running mailman3.service mailman3-web.service
answers http://127.0.0.1:8001/ || fail "Mailman's core doesn't answer: journalctl -u mailman3.service, /var/log/mailman3/mailman.log"
answers http://127.0.0.1:8000/ || fail "Mailman's pages don't answer: journalctl -u mailman3-web.service"
as_user open-infrastructure-lists PYTHONPATH=/etc/mailman3/open-infrastructure DJANGO_SETTINGS_MODULE=open_infrastructure_lists python3 /usr/local/lib/open-infrastructure/lists/site lists.example.org lists.example.org administrator ada@example.org <"$etc/secrets/admin-password"