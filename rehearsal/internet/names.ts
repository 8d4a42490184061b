/** Names of the third parties that the internet machine plays. */
export const names = {
  acme: "acme-v02.api.letsencrypt.org",
  acmeStaging: "acme-staging-v02.api.letsencrypt.org",
  git: "git.rehearsal.test",
  hooks: "hooks.rehearsal.test",
  mail: "mail.rehearsal.test",
  smtp: "smtp.rehearsal.test",
  imap: "imap.rehearsal.test",
  mirror: "mirror.rehearsal.test",
} as const;

/**
 * The mail provider. Any user name at any domain may log in with this password, to submit mail (ports 587 and 2525, STARTTLS) and to
 * read it (port 993); `account` is the one that is documented.
 */
export const mailProvider = {
  host: names.mail,
  account: "notify@rehearsal.test",
  password: "rehearsal-only-password",
  ports: [2525, 587],
} as const;
