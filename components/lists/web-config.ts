import type { MailingListsSettings } from "./lists-settings";
import { databases, ports, settingsDirectory, webSocket } from "./places";

/** File with the relay's password that the pages read: it may hold anything, which Python's quotes would not. */
export const webRelayPassword = `${settingsDirectory}/relay-password`;

/** `mailman-web.py`: Postorius and HyperKitty. Debian's defaults hold where it says nothing. */
export function mailmanWeb({ domain, mailDomain, owner, relay }: MailingListsSettings): string {
  return `# Made by Open Infrastructure, changes are lost.
import settings as debian

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
INSTALLED_APPS = tuple(app for app in debian.INSTALLED_APPS if not app.startswith('django_mailman3.lib.auth.'))

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
        'LOCATION': '/var/lib/mailman3/web/cache',
        'OPTIONS': {'MAX_ENTRIES': 20000},
    }
}

# Who reads an archive is nobody else's business.
HYPERKITTY_ENABLE_GRAVATAR = False
COMPRESS_OFFLINE = True
Q_CLUSTER = {'timeout': 300, 'retry': 360, 'save_limit': 100, 'orm': 'default', 'poll': 5, 'workers': 1, 'recycle': 200}
`;
}

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
`;
