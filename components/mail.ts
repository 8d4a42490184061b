import * as pulumi from "@pulumi/pulumi";
import { submissionPort } from "./mail-ports";
import { checked, domainName, mailAddress } from "./validate";

/** Mail that a service sends, through the submission server of a third party. */
export interface ServiceMailArgs {
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

/** What of it may show in a script. */
export interface ServiceMail {
  from: string;
  server: string;
  port: number;
}

/** What may show, once it is known and allowed. A plain input that is not allowed is refused at once. */
export function checkedMail(
  resource: pulumi.Resource,
  mail: ServiceMailArgs | undefined,
): pulumi.Output<ServiceMail> | undefined {
  if (mail === undefined) return undefined;
  return pulumi.output({
    from: checked(resource, "mail.from", mail.from, mailAddress),
    server: checked(resource, "mail.server", mail.server, domainName),
    port: checked(resource, "mail.port", mail.port ?? 2525, submissionPort),
  });
}
