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
  // What a customer of the mail provider puts into settings and DNS.
  submission: "smtp.example.net",
  mailbox: "imap.example.net",
  mailExchanger: "mx.example.net",
  senders: "spf.example.net",
  signatures: "dkim.example.net",
  // Domains of people outside of the organisation.
  outside: "outside.example.net",
  elsewhere: "elsewhere.example.net",
} as const;

/**
 * The mail provider. Any user name at any domain may log in with this password, to submit mail (ports 587 and 2525 by STARTTLS, 465 by TLS) and to
 * read it (port 993); `account` is the one that is documented.
 */
export const mailProvider = {
  host: names.mail,
  account: "notify@rehearsal.test",
  password: "rehearsal-only-password",
  ports: [2525, 587, 465],
  /** Selector of the keys that sign mail. */
  selector: "mail",
} as const;

/**
 * Where people outside have their mail: a server of its own that believes nobody, and on which they log in with the same password.
 * `strict` tells others to reject what is forged (p=reject), `relaxed` doesn't. Addresses `nobody@` don't exist; mail to `full@` is
 * taken and bounces.
 */
export const outside = {
  strict: names.outside,
  relaxed: names.elsewhere,
  domains: [names.outside, names.elsewhere],
} as const;
