import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { authenticationFiles, filters } from "./mail-authentication";
import { dovecotFile } from "./mail-dovecot";
import type { MailKeys } from "./mail-keys";
import { postfixFiles } from "./mail-postfix";

/** A mail provider that takes mail for every address there is, and the mail server of people outside, who have another one. */
export function mailFiles(keys: MailKeys): Record<string, string> {
  return { ...postfixFiles, ...authenticationFiles(keys), "etc/dovecot/dovecot.conf": dovecotFile };
}

/** Units that have to run. */
export const mailUnits = [
  "postfix@-",
  "postfix@postfix-outside",
  "dovecot",
  "opendkim",
  "opendkim-outside",
  "opendmarc",
];

/** Ports that something listens at once those units are ready, which some of them don't say: mail servers', then the filters'. */
export const mailPorts = [
  25,
  465,
  587,
  2525,
  143,
  993,
  ...Object.values(filters).map((filter) => filter.split(":")[2]),
];

/** Whether a domain has a single mailbox, `catch-all@DOMAIN`, into which all of its mail goes. */
export const isCatchAll = (domain: string): boolean => domain.startsWith("lists.");

/** Where Dovecot keeps an address's messages. */
export function maildirOf(address: string): string {
  const [user = "", domain = ""] = address.toLowerCase().split("@");
  return `srv/mail/${domain}/${isCatchAll(domain) ? "catch-all" : user}/Maildir`;
}

/** A maildir's messages, oldest first, read or not. Their file names begin with the time. */
export function messagesIn(maildir: string): string[] {
  const directories = ["new", "cur"].map((name) => join(maildir, name)).filter((directory) => existsSync(directory));
  const files = directories.flatMap((directory) =>
    readdirSync(directory).map((name) => ({ name, file: join(directory, name) })),
  );
  return files
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }))
    .map(({ file }) => readFileSync(file, "utf8"));
}
