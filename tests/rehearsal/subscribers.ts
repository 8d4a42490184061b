import { outside } from "../../rehearsal/internet/names";
import { header, type Letter, type Mail } from "./mail";
import { eventually, type Organisation } from "./organisation";

/** Mailing lists as people use them: by mail from outside and on their pages. */
export class Subscribers {
  constructor(
    private readonly organisation: Organisation,
    private readonly mail: Mail,
  ) {}

  /** Somebody who has their mail elsewhere. */
  static outside = (name: string): string => `${name}@${outside.strict}`;

  /** Answers a message, as mail programs do. */
  answer(from: string, message: string, text: string): Promise<string> {
    const letter: Letter = {
      ...{ from, to: addressIn(header(message, "Reply-To") ?? header(message, "From")!), text },
      subject: `Re: ${header(message, "Subject")}`,
      headers: { "In-Reply-To": header(message, "Message-ID")! },
    };
    return this.mail.send(letter);
  }

  /** Becomes a subscriber by mail. */
  async join(address: string, list: string): Promise<void> {
    await this.mail.send({ from: address, to: `${list}-join@lists.example.org`, subject: "join" });
    await this.confirm(address, list);
  }

  /** Answers the question whether it was them. */
  async confirm(address: string, list: string): Promise<void> {
    const question = await this.mail.wait(address, `needed to join the ${list}@`);
    await this.answer(address, question, "");
    await this.mail.wait(address, `Welcome to the "${list}"`);
  }

  /** Makes somebody a subscriber without asking them. */
  async enlist(addresses: string[], list: string): Promise<void> {
    const script = addresses.map(
      (address) => `rest members -d list_id=${list}.lists.example.org -d subscriber=${address} \\
        -d pre_verified=true -d pre_confirmed=true -d pre_approved=true -d send_welcome_message=false`,
    );
    await this.onMachine(script.join("\n"));
  }

  /** Runs a script on the machine that may ask Mailman's core with \`rest PATH\`. */
  onMachine(script: string): Promise<string> {
    return this.organisation.sh(`rest() {
  path=$1
  shift
  curl -fsS -u "restadmin:$(cat /etc/open-infrastructure/lists/secrets/rest-password)" "$@" "http://127.0.0.1:8001/3.1/$path"
}
${script}`);
  }

  /** How often each of some subjects came to an address. */
  async counts(address: string, prefix: string): Promise<Map<string, number>> {
    const counted = new Map<string, number>();
    for (const message of await this.mail.find(address, prefix)) {
      const subject = header(message, "Subject")!.replace(/^\[.*?\] /, "");
      counted.set(subject, (counted.get(subject) ?? 0) + 1);
    }
    return counted;
  }

  /** Waits until every post of a series is in every mailbox. */
  async allArrived(addresses: string[], prefix: string, posts: number, limit?: number): Promise<void> {
    for (const address of addresses)
      await eventually(
        `${posts} posts "${prefix}" to ${address}`,
        async () => (await this.counts(address, prefix)).size === posts,
        limit,
      );
  }
}

/** The address in a header field. */
export function addressIn(field: string): string {
  return /<([^>]+)>/.exec(field)?.[1] ?? field.split(",")[0]!.trim();
}
