import { mailProvider, names, outside } from "../../rehearsal/internet/names";
import { network } from "../../rehearsal/machines/network";
import type { World } from "../../rehearsal/world";
import { eventually, patience } from "./organisation";

/** A message to send. */
export interface Letter {
  from: string;
  to: string | string[];
  subject: string;
  text?: string;
  /** Further header fields, for example `{ "In-Reply-To": "<1@example.org>" }`. */
  headers?: Record<string, string>;
}

/** Part of the provider that can break. `mailbox` is IMAP; `relay` is what takes mail from those who log in. */
export type MailPart = "relay" | "mailbox";

const ports: Record<MailPart, number[]> = { relay: [465, 587, 2525], mailbox: [143, 993] };

/** Mail in a rehearsal, as people use it. */
export class Mail {
  private readonly down = new Set<MailPart>();
  private sent = 0;

  constructor(private readonly world: World) {}

  /** Sends as somebody who logs in at their own provider; returns the message's id. Fails if the provider refuses it. */
  async send(letter: Letter, port: 465 | 587 | 2525 = 587): Promise<string> {
    const isOutside = outside.domains.some((domain) => letter.from.endsWith(`@${domain}`));
    const server = isOutside ? outside.strict : names.submission;
    const login = ["--ssl-reqd", "--user", `${letter.from}:${mailProvider.password}`];
    const { status, reply, id } = await this.submit(
      `${port === 465 ? "smtps" : "smtp"}://${server}:${port}`,
      letter,
      login,
    );
    if (status !== 0) throw new Error(`${letter.from} can't send to ${letter.to}: ${reply}`);
    return id;
  }

  /** Says to the mail server of people outside that it has mail from whomever, without a login; returns what it was answered last. */
  async forge(letter: Letter): Promise<string> {
    return (await this.submit(`smtp://${outside.strict}:25`, letter, [])).reply;
  }

  /** Messages of a mailbox, oldest first, or those of them whose subject contains a text. */
  async find(address: string, subject = ""): Promise<string[]> {
    const messages = await this.world.mailbox(address);
    return messages.filter((message) => (header(message, "Subject") ?? "").includes(subject));
  }

  /** Waits for a message whose subject contains a text. */
  async wait(address: string, subject: string): Promise<string> {
    const found = async (): Promise<string | undefined> => (await this.find(address, subject)).at(-1);
    return eventually(`mail "${subject}" to ${address}`, found);
  }

  /** Breaks or repairs a part of the provider: connections to it are refused and open ones end. Mail to the provider's customers still arrives. */
  async set(part: MailPart, state: "up" | "down"): Promise<void> {
    if (state === "down") this.down.add(part);
    else this.down.delete(part);
    const closed = [...this.down].flatMap((one) => ports[one]).join(", ");
    const { address, ipv6Address } = network.internet;
    const rules = [`ip daddr ${address}`, `ip6 daddr ${ipv6Address}`]
      .map((to) => `${to} tcp dport { ${closed} } reject with tcp reset`)
      .join("; ");
    const chain = (hook: string): string =>
      `chain ${hook} { type filter hook ${hook} priority filter - 1; ${closed === "" ? "" : `${rules};`} }`;
    const table = `table inet mail { }\ndelete table inet mail\ntable inet mail { ${chain("forward")}\n${chain("output")}\n }\n`;
    const result = await this.world.client(["nft", "-f", "-"], { output: "capture", input: table });
    if (result.status !== 0) throw new Error(result.stderr);
    // Whoever waits for mail sends nothing and would not notice.
    if (this.down.has("mailbox")) await this.world.exec("internet", ["doveadm", "kick", "*"], { output: "capture" });
  }

  /** Has the provider refuse every recipient of those who log in, as one does whose limit for the day is reached, or take them again. */
  async refuse(reason: string | undefined): Promise<void> {
    const services = ["465", "587", "2525"].map((port) => `${port}/inet/smtpd_recipient_restrictions`).join(" ");
    const change =
      reason === undefined
        ? `postconf -PX ${services}`
        : `echo '/./ ${reason}' >/etc/postfix/refused
          for name in ${services}; do postconf -P "$name=check_recipient_access,regexp:/etc/postfix/refused"; done`;
    const script = ["sh", "-euc", `${change}\nsystemctl reload postfix@-`];
    const { status, stderr } = await this.world.exec("internet", script, { output: "capture" });
    if (status !== 0) throw new Error(stderr);
  }

  private async submit(url: string, letter: Letter, options: string[]) {
    const { from, to, subject, text = "", headers = {} } = letter;
    const recipients = [to].flat();
    const id = `<${Date.now()}.${process.pid}.${++this.sent}@${from.split("@")[1]}>`;
    const fields = {
      ...{ From: from, To: recipients.join(", "), Subject: subject, Date: new Date().toUTCString(), "Message-ID": id },
      ...headers,
    };
    const lines = [...Object.entries(fields).map(([name, value]) => `${name}: ${value}`), "", ...text.split("\n"), ""];
    const command = [
      ...["curl", "--silent", "--show-error", "--verbose", "--url", `${url}/client.example.net`],
      ...[...options, "--mail-from", from, ...recipients.flatMap((one) => ["--mail-rcpt", one]), "--upload-file", "-"],
    ];
    const { status, stderr } = await this.world.client(command, {
      output: "capture",
      input: lines.join("\r\n"),
      timeout: patience,
    });
    // The goodbye isn't an answer to the mail.
    const replies = [...stderr.matchAll(/^< ([2-5]\d\d .*?)\r?$/gm)].map(([, line]) => line!);
    return { status, reply: replies.filter((line) => !line.startsWith("221")).at(-1) ?? stderr, id };
  }
}

/** A field of a message's header, unfolded; the first if there are several. */
export function header(message: string, name: string): string | undefined {
  return headerFields(message, name)[0];
}

/** All fields of that name, the newest first. */
export function headerFields(message: string, name: string): string[] {
  const head = message
    .replaceAll("\r\n", "\n")
    .split("\n\n")[0]!
    .replaceAll(/\n[ \t]+/g, " ");
  return head.split("\n").flatMap((line) => {
    const [field = "", ...value] = line.split(":");
    return field.toLowerCase() === name.toLowerCase() ? [value.join(":").trim()] : [];
  });
}
