import { older } from "./checked-release";
import type { CodeHostingSettings } from "./code-hosting-settings";
import { type Ini, iniFile, secretFile } from "./ini";
import { listen } from "./places";

/** `app.ini` of Gogs. Its defaults are those of a program that is tried out, so all that matters is said. */
export function gogsIni(forge: CodeHostingSettings): string {
  const { domain, data, sshPort, requireSignIn, webhookTargets, release } = forge;
  // 0.15 has no installation page, and refuses keys it doesn't know.
  const installable = older(release.version, "0.15.0");
  return iniFile({
    "": { BRAND_NAME: domain, RUN_USER: "git", RUN_MODE: "prod" },
    server: {
      PROTOCOL: "http",
      HTTP_ADDR: listen.address,
      HTTP_PORT: listen.port,
      DOMAIN: domain,
      EXTERNAL_URL: `https://${domain}/`,
      LOCAL_ROOT_URL: `http://${listen.address}:${listen.port}/`,
      APP_DATA_PATH: `${data}/data`,
      OFFLINE_MODE: true,
      LANDING_URL: requireSignIn ? "/user/login" : "/",
      DISABLE_ROUTER_LOG: true,
      START_SSH_SERVER: false,
      SSH_DOMAIN: domain,
      SSH_PORT: sshPort,
      SSH_ROOT_PATH: `${data}/.ssh`,
      MINIMUM_KEY_SIZE_CHECK: true,
    },
    "ssh.minimum_key_sizes": { ED25519: 256, ECDSA: -1, RSA: 3072, DSA: -1 },
    repository: { ROOT: `${data}/repositories`, DEFAULT_BRANCH: "main", FORCE_PRIVATE: false, MAX_CREATION_LIMIT: 0 },
    database: databaseKeys(forge),
    security: {
      ...(installable ? { INSTALL_LOCK: true } : {}),
      SECRET_KEY: secretFile("secret-key"),
      LOGIN_REMEMBER_DAYS: 7,
      COOKIE_SECURE: true,
      LOCAL_NETWORK_ALLOWLIST: webhookTargets.join(","),
    },
    auth: {
      DISABLE_REGISTRATION: true,
      ENABLE_REGISTRATION_CAPTCHA: false,
      REQUIRE_SIGNIN_VIEW: requireSignIn,
      TRUSTED_PROXY_IPS: "127.0.0.0/8,::1/128",
    },
    user: { ENABLE_EMAIL_NOTIFICATION: forge.mail !== undefined },
    session: {
      PROVIDER: "file",
      PROVIDER_CONFIG: `${data}/data/sessions`,
      COOKIE_NAME: "code_session",
      COOKIE_SECURE: true,
    },
    lfs: { OBJECTS_PATH: `${data}/lfs`, OBJECTS_TEMP_PATH: `${data}/data/tmp/lfs-objects` },
    attachment: { PATH: `${data}/data/attachments` },
    picture: {
      AVATAR_UPLOAD_PATH: `${data}/data/avatars`,
      REPOSITORY_AVATAR_UPLOAD_PATH: `${data}/data/repo-avatars`,
      DISABLE_GRAVATAR: true,
      ENABLE_FEDERATED_AVATAR: false,
    },
    "repository.upload": { TEMP_PATH: `${data}/data/tmp/uploads` },
    email: emailKeys(forge),
    prometheus: { ENABLED: false },
    log: { MODE: "console", LEVEL: "Warn", ROOT_PATH: `${data}/log` },
  } satisfies Ini);
}

function databaseKeys({ database, data }: CodeHostingSettings): Ini[string] {
  return database === "sqlite"
    ? { TYPE: "sqlite3", PATH: `${data}/data/code.db` }
    : { TYPE: "postgres", HOST: "/run/postgresql", NAME: "code", USER: "git", PASSWORD: "", SSL_MODE: "disable" };
}

function emailKeys({ mail, domain }: CodeHostingSettings): Ini[string] {
  if (mail === undefined) return { ENABLED: false };
  return {
    ENABLED: true,
    SUBJECT_PREFIX: `\`[${domain}] \``,
    HOST: `${mail.server}:${mail.port}`,
    FROM: mail.from,
    USER: `\`${secretFile("mail-user")}\``,
    PASSWORD: `\`${secretFile("mail-password")}\``,
  };
}
