. /usr/local/lib/open-infrastructure/lists.sh
given relay-user "$relay_user"
given relay-password "$relay_password"
packages python3
if changed "$etc/secrets"; then
  python3 - smtp.example.net 2525 noreply@lists.example.org "$etc/secrets/relay-user" "$etc/secrets/relay-password" <<'END' || fail "relay: see above"
import smtplib, ssl, sys
server, port, sender, *files = sys.argv[1:]
user, password = (open(file).read().rstrip("\n") for file in files)
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
admin_pass: @rest-password@
workers: 1

# No mail server on this machine: mail is fetched, and leaves through another's.
[mta]
incoming: mailman.mta.null.NullMTA
outgoing: mailman.mta.deliver.deliver
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
spliced <<'END' >"$etc/.spliced"
# Made by Open Infrastructure, changes are lost.
import settings as debian

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
INSTALLED_APPS = tuple(app for app in debian.INSTALLED_APPS if not app.startswith('django_mailman3.lib.auth.'))

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
with open('/etc/mailman3/relay-password') as file:
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
        'LOCATION': '/var/lib/mailman3/web/cache',
        'OPTIONS': {'MAX_ENTRIES': 20000},
    }
}

# Who reads an archive is nobody else's business.
HYPERKITTY_ENABLE_GRAVATAR = False
COMPRESS_OFFLINE = True
Q_CLUSTER = {'timeout': 300, 'retry': 360, 'save_limit': 100, 'orm': 'default', 'poll': 5, 'workers': 1, 'recycle': 200}
END
put /etc/mailman3/mailman-web.py 0640 root:www-data <"$etc/.spliced"
rm "$etc/.spliced"
put /etc/mailman3/relay-password 0640 root:www-data <"$etc/secrets/relay-password"
put /etc/mailman3/open-infrastructure-uwsgi.ini 0644 root:root <<'END'
; Made by Open Infrastructure, changes are lost.
[uwsgi]
plugins = python3
chdir = /usr/share/mailman3-web
wsgi-file = wsgi.py
; For nginx, and for the core. Whoever comes by nginx has no address here, so that nobody can pass for the core.
http-socket = /run/mailman3-web/http.sock
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
User=www-data
Group=www-data
ExecStart=
ExecStart=/usr/bin/uwsgi --ini /etc/mailman3/open-infrastructure-uwsgi.ini
KillSignal=SIGTERM
TimeoutStartSec=2min
TimeoutStopSec=30
Restart=always
RestartSec=2
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ReadWritePaths=/srv/data/lists/web /var/log/mailman3/web /run/mailman3-web
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
for place in /var/lib/mailman3/templates /var/lib/mailman3/templates/site /var/lib/mailman3/templates/site/en; do [ -d "$place" ] || install -d -m 0755 -o list -g list "$place"; done
put /var/lib/mailman3/templates/site/en/list:admin:action:post.txt 0644 list:list <<'END'
A post to a list waits for your decision:

    List:    $listname
    From:    $sender_email
    Subject: $subject

It waits because:

$reasons

Decide here: https://lists.example.org/postorius/lists/$list_id/held_messages
END
put /var/lib/mailman3/templates/site/en/list:admin:action:subscribe.txt 0644 list:list <<'END'
Somebody asks to become a subscriber:

    Address: $member
    List:    $listname

Decide here: https://lists.example.org/postorius/lists/$list_id/subscription_requests
END
put /var/lib/mailman3/templates/site/en/list:admin:action:unsubscribe.txt 0644 list:list <<'END'
Somebody asks to be no subscriber any more:

    Address: $member
    List:    $listname

Decide here: https://lists.example.org/postorius/lists/$list_id/unsubscription_requests
END
put /var/lib/mailman3/templates/site/en/list:admin:notice:pending.txt 0644 list:list <<'END'
On the list $listname, $count requests wait for a decision.

$data
Posts:         https://lists.example.org/postorius/lists/$list_id/held_messages
Subscriptions: https://lists.example.org/postorius/lists/$list_id/subscription_requests
END
put /var/lib/mailman3/templates/site/en/list:user:notice:welcome.txt 0644 list:list <<'END'
Welcome to the mailing list "$display_name".

To post, write to:

  $listname

To leave, write to:

  ${short_listname}-leave@$domain

The list's page, where you can also choose to get digests or to pause:

  https://lists.example.org/postorius/lists/$list_id/
END
put /var/lib/mailman3/templates/site/en/list:member:generic:footer.txt 0644 list:list <<'END'
_______________________________________________
$display_name mailing list -- $listname
To unsubscribe send an email to ${short_listname}-leave@$domain
https://lists.example.org/postorius/lists/$list_id/
END
put /usr/local/lib/open-infrastructure/lists/site 0644 root:root <<'END'
"""site DOMAIN MAIL-DOMAIN NAME MAIL <PASSWORD. Made by Open Infrastructure, changes are lost."""
import os
import sys

sys.path.insert(0, "/usr/share/mailman3-web")
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django

django.setup()
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.sites.models import Site
from django_mailman3.models import MailDomain

domain, mail_domain, name, mail = sys.argv[1:]
password = sys.stdin.read().strip()

# Links in the archive and in mail are made of these.
Site.objects.update_or_create(id=1, defaults={"domain": domain, "name": domain})
MailDomain.objects.update_or_create(mail_domain=mail_domain, defaults={"site_id": 1})

user = get_user_model().objects.filter(username=name).first()
if user is None:
    user = get_user_model().objects.create_superuser(name, mail, password)
if user.email != mail:
    user.email = mail
    user.save()
address, _ = EmailAddress.objects.get_or_create(email=mail, defaults={"user": user})
if address.user != user:
    print(mail, "belongs to the account", address.user.username, "already, which stays as it is")
elif not (address.verified and address.primary):
    EmailAddress.objects.filter(user=user).update(primary=False)
    address.verified = address.primary = True
    address.save()
END
if changed /etc/systemd/system; then systemctl daemon-reload; fi
systemctl --quiet is-active cron || systemctl start cron
if changed /etc/mailman3/mailman.cfg /etc/mailman3/mailman-hyperkitty.cfg /etc/systemd/system/mailman3.service.d/open-infrastructure.conf; then systemctl restart mailman3.service; fi
if changed /etc/mailman3/mailman-web.py /etc/mailman3/relay-password /etc/mailman3/open-infrastructure-uwsgi.ini /etc/systemd/system/mailman3-web.service.d/open-infrastructure.conf; then systemctl restart mailman3-web.service; fi
running mailman3.service mailman3-web.service
answers http://127.0.0.1:8001/ || fail "Mailman's core doesn't answer: journalctl -u mailman3.service, /var/log/mailman3/mailman.log"
answers http://127.0.0.1:8000/ || fail "Mailman's pages don't answer: journalctl -u mailman3-web.service"
as_user www-data python3 /usr/local/lib/open-infrastructure/lists/site lists.example.org lists.example.org administrator ada@example.org <"$etc/secrets/admin-password"