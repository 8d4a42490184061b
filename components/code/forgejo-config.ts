import type { CodeHostingSettings } from "./code-hosting-settings";
import { type Ini, iniFile, secretFile } from "./ini";
import { listen } from "./places";

/** `app.ini` of Forgejo and Gitea, which share it. Complete, so that the program has nothing to add to it. */
export function forgejoIni(forge: CodeHostingSettings): string {
  const { domain, data, sshPort, requireSignIn, webhookTargets } = forge;
  return iniFile({
    "": { APP_NAME: domain, RUN_MODE: "prod", RUN_USER: "git", WORK_PATH: data },
    server: {
      PROTOCOL: "http",
      HTTP_ADDR: listen.address,
      HTTP_PORT: listen.port,
      DOMAIN: domain,
      ROOT_URL: `https://${domain}/`,
      APP_DATA_PATH: `${data}/data`,
      OFFLINE_MODE: true,
      LANDING_PAGE: requireSignIn ? "login" : "home",
      SSH_DOMAIN: domain,
      SSH_PORT: sshPort,
      SSH_USER: "git",
      START_SSH_SERVER: false,
      SSH_CREATE_AUTHORIZED_KEYS_FILE: false,
      LFS_START_SERVER: true,
      LFS_JWT_SECRET: secretFile("lfs-jwt"),
      ENABLE_GZIP: false,
    },
    "ssh.minimum_key_sizes": { ED25519: 256, "ED25519-SK": 256, ECDSA: -1, "ECDSA-SK": 256, RSA: 3072, DSA: -1 },
    database: databaseKeys(forge),
    repository: {
      ROOT: `${data}/repositories`,
      DEFAULT_BRANCH: "main",
      DEFAULT_PRIVATE: "private",
      // Forgejo would show ssh://git@NAME/, Gitea git@NAME:, which is what the forge hands out as its address.
      USE_COMPAT_SSH_URI: false,
      MAX_CREATION_LIMIT: 0,
    },
    lfs: { PATH: `${data}/lfs` },
    security: {
      INSTALL_LOCK: true,
      SECRET_KEY: secretFile("secret-key"),
      INTERNAL_TOKEN: secretFile("internal-token"),
      DISABLE_GIT_HOOKS: true,
      DISABLE_QUERY_AUTH_TOKEN: true,
      LOGIN_REMEMBER_DAYS: 7,
      MIN_PASSWORD_LENGTH: 12,
      REVERSE_PROXY_LIMIT: 1,
      REVERSE_PROXY_TRUSTED_PROXIES: "127.0.0.0/8,::1/128",
    },
    oauth2: { JWT_SECRET: secretFile("oauth2-jwt") },
    service: {
      DISABLE_REGISTRATION: true,
      SHOW_REGISTRATION_BUTTON: false,
      REQUIRE_SIGNIN_VIEW: requireSignIn,
      DEFAULT_KEEP_EMAIL_PRIVATE: true,
      DEFAULT_ALLOW_CREATE_ORGANIZATION: false,
      ENABLE_NOTIFY_MAIL: forge.mail !== undefined,
      NO_REPLY_ADDRESS: `noreply.${domain}`,
    },
    openid: { ENABLE_OPENID_SIGNIN: false, ENABLE_OPENID_SIGNUP: false },
    session: { PROVIDER: "db", COOKIE_SECURE: true, COOKIE_NAME: "code_session" },
    webhook: { ALLOWED_HOST_LIST: ["external", ...webhookTargets].join(",") },
    // Gitea has it in its database, where both are off from the start.
    ...(forge.software === "forgejo" ? { picture: { DISABLE_GRAVATAR: true, ENABLE_FEDERATED_AVATAR: false } } : {}),
    mailer: mailerKeys(forge),
    indexer: { ISSUE_INDEXER_TYPE: "db", REPO_INDEXER_ENABLED: false },
    actions: { ENABLED: false },
    federation: { ENABLED: false },
    api: { ENABLE_SWAGGER: false },
    other: { SHOW_FOOTER_VERSION: false, SHOW_FOOTER_TEMPLATE_LOAD_TIME: false },
    "cron.update_checker": { ENABLED: false },
    log: { MODE: "console", LEVEL: "Warn", ROOT_PATH: `${data}/log` },
  } satisfies Ini);
}

function databaseKeys({ database, data }: CodeHostingSettings): Ini[string] {
  return database === "sqlite"
    ? { DB_TYPE: "sqlite3", PATH: `${data}/data/code.db` }
    : { DB_TYPE: "postgres", HOST: "/run/postgresql", NAME: "code", USER: "git", SSL_MODE: "disable" };
}

function mailerKeys({ mail }: CodeHostingSettings): Ini[string] {
  if (mail === undefined) return { ENABLED: false };
  return {
    ENABLED: true,
    PROTOCOL: mail.port === 465 ? "smtps" : "smtp+starttls",
    SMTP_ADDR: mail.server,
    SMTP_PORT: mail.port,
    FROM: mail.from,
    USER: `\`${secretFile("mail-user")}\``,
    PASSWD: `\`${secretFile("mail-password")}\``,
  };
}
