import type { MailingListsSettings } from "./lists-settings";
import { databases, debianData, pagesDirectory, ports, webSocket } from "./places";

/** File with the relay's password that the pages read: it may hold anything, which Python's quotes would not. */
export const webRelayPassword = `${pagesDirectory}/relay-password`;

/** Python: settings of Postorius and HyperKitty. Debian's hold where it says nothing. */
export function pagesSettings({ domain, mailDomain, owner, relay }: MailingListsSettings): string {
  return `# Made by Open Infrastructure, changes are lost.
import sys

# Debian's settings take over what /etc/mailman3/mailman-web.py says, which is for the package's own scripts.
sys.modules['settings_local'] = sys.modules[__name__]
from settings import *

SECRET_KEY = '@secret-key@'
ALLOWED_HOSTS = ['${domain}', '127.0.0.1', 'localhost']
CSRF_TRUSTED_ORIGINS = ['https://${domain}']
ADMINS = (('${owner}', '${owner}'),)
USE_X_FORWARDED_HOST = True
SECURE_PROXY_SSL_HEADER = ('HTTP_X_FORWARDED_PROTO', 'https')
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_SERIALIZER = 'django.contrib.sessions.serializers.JSONSerializer'
DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'

# Signing in with an account of somebody else's takes an agreement with them.
INSTALLED_APPS = tuple(app for app in INSTALLED_APPS if not app.startswith('django_mailman3.lib.auth.'))

DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'NAME': '${databases.web.database}'}}

MAILMAN_REST_API_URL = 'http://127.0.0.1:${ports.rest}'
MAILMAN_REST_API_USER = 'restadmin'
MAILMAN_REST_API_PASS = '@rest-password@'
MAILMAN_ARCHIVER_KEY = '@archiver-key@'
MAILMAN_ARCHIVER_FROM = ('127.0.0.1',)
POSTORIUS_TEMPLATE_BASE_URL = 'http://127.0.0.1:${ports.web}'

TIME_ZONE = 'UTC'
EMAILNAME = '${mailDomain}'
DEFAULT_FROM_EMAIL = 'noreply@${mailDomain}'
SERVER_EMAIL = 'noreply@${mailDomain}'
EMAIL_HOST = '${relay.server}'
EMAIL_PORT = ${relay.port}
EMAIL_${relay.port === 465 ? "USE_SSL" : "USE_TLS"} = True
EMAIL_TIMEOUT = 60
EMAIL_HOST_USER = '@relay-user@'
with open('${webRelayPassword}') as file:
    EMAIL_HOST_PASSWORD = file.read().rstrip('\\n')

ACCOUNT_DEFAULT_HTTP_PROTOCOL = 'https'
ACCOUNT_EMAIL_VERIFICATION = 'mandatory'
ACCOUNT_EMAIL_REQUIRED = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_AUTHENTICATION_METHOD = 'username_email'
ACCOUNT_EMAIL_SUBJECT_PREFIX = '[${domain}] '
SOCIALACCOUNT_PROVIDERS = {}

# Django's own cache is each process's: what one of them refreshes the others would not see.
CACHES = {
    'default': {
        'BACKEND': 'django.core.cache.backends.filebased.FileBasedCache',
        'LOCATION': '${debianData}/pages/cache',
        'OPTIONS': {'MAX_ENTRIES': 20000},
    }
}

HAYSTACK_CONNECTIONS = {
    'default': {
        'ENGINE': 'haystack.backends.whoosh_backend.WhooshEngine',
        'PATH': '${debianData}/pages/fulltext_index',
    }
}

# Into the journal, and what went wrong to those who are told.
LOGGING['handlers']['file'] = {'level': 'INFO', 'class': 'logging.StreamHandler', 'formatter': 'simple'}

# Who reads an archive is nobody else's business.
HYPERKITTY_ENABLE_GRAVATAR = False
COMPRESS_OFFLINE = True
Q_CLUSTER = {'timeout': 300, 'retry': 360, 'save_limit': 100, 'orm': 'default', 'poll': 5, 'workers': 1, 'recycle': 200}
`;
}

/**
 * `mailman-web.py`: what the package's own scripts go by at each upgrade. They run as www-data, which is nginx, and may see
 * nothing of the pages: they put together style sheets and scripts, and make tables in a database that nobody looks at.
 */
export const packagedSettings = `# Made by Open Infrastructure, changes are lost.
# The pages don't go by this, but by ${pagesDirectory}: these are for the scripts of Debian's package.
import settings as debian

SECRET_KEY = 'nothing-is-signed-with-it'
DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'
INSTALLED_APPS = tuple(app for app in debian.INSTALLED_APPS if not app.startswith('django_mailman3.lib.auth.'))
DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': '${debianData}/web/packaging.sqlite3'}}
COMPRESS_OFFLINE = True
`;

/** Debian's has www-data do what the pages do themselves. */
export const packagedCron =
  "# Made by Open Infrastructure, changes are lost. mailman3-web.service does what was here.\n";

/** HyperKitty's jobs: minute, hour, day, month and weekday; one that still runs isn't started again. */
const jobs = [
  ["-1 -1 -1 -1 -1", "minutely"],
  ["-15 -1 -1 -1 -1", "quarter_hourly"],
  ["0 -1 -1 -1 -1", "hourly"],
  ["5 0 -1 -1 -1", "daily"],
  ["10 0 -1 -1 0", "weekly"],
  ["15 0 1 -1 -1", "monthly"],
  ["20 0 1 1 -1", "yearly"],
]
  .map(([when, which]) => `unique-cron = ${when} python3 manage.py runjobs ${which}`)
  .join("\n");

/** How uWSGI runs the pages, and the jobs that they leave for later. */
export const uwsgiIni = `; Made by Open Infrastructure, changes are lost.
[uwsgi]
plugins = python3
chdir = /usr/share/mailman3-web
wsgi-file = wsgi.py
; For nginx, and for the core. Whoever comes by nginx has no address here, so that nobody can pass for the core.
http-socket = ${webSocket}
chmod-socket = 660
http-socket = 127.0.0.1:${ports.web}
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
${jobs}
`;
