import * as pulumi from "@pulumi/pulumi";
import { submissionPort } from "../mail-ports";
import { checked, domainName, httpsUrl, mailAddress } from "../validate";

/** Mail through the submission server of a third party. */
export interface NotifyMailArgs {
  /** Who is told. */
  to: pulumi.Input<string>;
  /** Address the mail comes from. */
  from: pulumi.Input<string>;
  /** Name of the submission server, for example `smtp.example.org`. */
  server: pulumi.Input<string>;
  /** Port of the submission server. 465 means TLS from the start, any other STARTTLS. Clouds tend to block 25, 465 and 587. Defaults to 2525. */
  port?: pulumi.Input<number>;
  /** User to log in as. Defaults to the address the mail comes from. */
  user?: pulumi.Input<string>;
  /** Password to log in with. Secret. */
  password: pulumi.Input<string>;
}

/** Where a machine reports what fails on it. At least one way should be given. */
export interface NotifyArgs {
  /** By mail. */
  mail?: NotifyMailArgs;
  /** By a POST of the JSON object `{"text": …}` to this HTTPS address, which Slack, Mattermost and Matrix bridges understand. Secret. */
  webhook?: pulumi.Input<string>;
}

/** The variables that the script of `notify.ts` splices into files on the machine. */
export function notifySecrets(
  resource: pulumi.Resource,
  { mail, webhook }: NotifyArgs,
): Record<string, pulumi.Input<string>> {
  return {
    webhook: webhook === undefined ? "" : checked(resource, "notify.webhook", webhook, { ...httpsUrl, secret: true }),
    user: mail === undefined ? "" : checked(resource, "notify.mail.user", mail.user ?? mail.from, loginName),
    password: mail === undefined ? "" : checked(resource, "notify.mail.password", mail.password, oneLine),
  };
}

/** The public half, judged. */
export function checkedMail(resource: pulumi.Resource, mail: NotifyMailArgs) {
  return {
    to: checked(resource, "notify.mail.to", mail.to, mailAddress),
    from: checked(resource, "notify.mail.from", mail.from, mailAddress),
    server: checked(resource, "notify.mail.server", mail.server, domainName),
    port: checked(resource, "notify.mail.port", mail.port ?? 2525, submissionPort),
  };
}

const loginName = {
  allowed: "one line of printable text without a colon",
  accepts: (value: string) => typeof value === "string" && /^[^\p{C}:]+$/u.test(value),
};

const oneLine = {
  allowed: "one line of text",
  secret: true,
  accepts: (value: string) => typeof value === "string" && value !== "" && !/[\r\n]/.test(value),
};
