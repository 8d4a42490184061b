import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { relayProgram } from "../../../components/lists/relay-program";

let data: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "relay-"));
  writeFileSync(join(data, "open_infrastructure_relay.py"), relayProgram);
});
afterEach(() => rmSync(data, { recursive: true }));

/** What the relay says instead of yes, by the beginning of what it is told. */
type Answers = Record<string, string>;

/** What becomes of a message to bob and carol: who is tried again, who counts as gone, and what is noted. */
interface Outcome {
  later: string[];
  gone: string[];
  noted: string[];
  error?: string;
}

const program = `
import json, sys, types
from email.message import Message
from mailman.interfaces.mta import SomeRecipientsFailed
import open_infrastructure_relay as relay
msgdata = {"recipients": ["bob@example.net", "carol@example.net"], **json.loads(sys.argv[1])}
if "waited" in msgdata:
    from datetime import datetime, timedelta
    msgdata.update(deliver_until=datetime.now() - timedelta(seconds=1), last_recip_count=2)
outcome = {"later": [], "gone": []}
for _ in range(int(sys.argv[2])):
    try:
        relay.deliver(types.SimpleNamespace(fqdn_listname="talk@lists.example.org"), Message(), msgdata)
    except SomeRecipientsFailed as failed:
        outcome = {"later": failed.temporary_failures, "gone": failed.permanent_failures}
    except Exception as error:
        outcome["error"] = str(error)
print(json.dumps(outcome))
`;

async function deliver(answers: Answers, { waited = false, times = 1 } = {}): Promise<Outcome & { logins: number }> {
  let logins = 0;
  const server = createServer((socket) => {
    let body = false;
    socket.on("error", () => undefined);
    socket.write("220 relay\r\n");
    socket.on("data", (chunk) => {
      for (const line of chunk.toString().split("\r\n").slice(0, -1)) {
        if (body && line !== ".") continue;
        if (/^auth/i.test(line)) logins++;
        body = /^data/i.test(line);
        const [, special] = Object.entries(answers).find(([begin]) => line.toLowerCase().startsWith(begin)) ?? [];
        const usual = /^ehlo/i.test(line)
          ? "250-relay\r\n250 AUTH PLAIN"
          : /^auth/i.test(line)
            ? "235 ok"
            : body
              ? "354 go"
              : "250 ok";
        socket.write(`${special ?? usual}\r\n`);
        if (special?.startsWith("421")) socket.end();
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  const child = spawn("python3", ["-c", program, JSON.stringify(waited ? { waited } : {}), String(times)], {
    env: {
      PATH: process.env.PATH,
      DATA: data,
      PORT: String(port),
      PYTHONPATH: `${data}:${join(__dirname, "mailman-stand-in")}`,
      PYTHONDONTWRITEBYTECODE: "1",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (text: Buffer) => (said += text));
  await new Promise((done) => child.on("close", done));
  await new Promise((done) => server.close(done));
  const noted = readdirSync(data).filter((name) => name.startsWith("relay-"));
  return { ...(JSON.parse(said) as Outcome), noted, logins };
}

const bob = "bob@example.net";
const carol = "carol@example.net";
const both = [bob, carol];

test.each<[string, Answers, Partial<Outcome>]>([
  ["takes a message", {}, { later: [], gone: [], noted: [] }],
  ["doesn't know one address", { "rcpt to:<bob": "550 5.1.1 no such user" }, { later: [], gone: [bob], noted: [] }],
  ["says so without a number", { "rcpt to:<bob": "550 No Such User Here" }, { later: [], gone: [bob], noted: [] }],
  ["has a full mailbox", { "rcpt to:<bob": "452 4.2.2 full" }, { later: [bob], gone: [], noted: [] }],
  ["refuses the login", { auth: "535 5.7.8 wrong" }, { later: both, gone: [], noted: ["relay-refuses"] }],
  ["can't judge the login now", { auth: "454 4.7.0 later" }, { later: both, gone: [], noted: ["relay-away"] }],
  ["refuses the sender", { mail: "553 5.7.1 not yours" }, { later: both, gone: [], noted: ["relay-refuses"] }],
  ["has had enough for today", { rcpt: "550 5.4.5 daily limit" }, { later: both, gone: [], noted: ["relay-held"] }],
  [
    "says so without a number, half-way",
    { "rcpt to:<carol": "550 you exceeded the max emails per hour" },
    { later: [carol], noted: ["relay-held"] },
  ],
  [
    "finds the sender bad at each recipient",
    { rcpt: "550 5.1.8 bad sender" },
    { later: both, gone: [], noted: ["relay-held"] },
  ],
  [
    "breaks off after one recipient",
    { "rcpt to:<bob": "421 4.7.0 too many" },
    { later: both, gone: [], noted: ["relay-held"] },
  ],
  ["refuses what is in it", { ".": "554 5.7.1 spam" }, { later: both, gone: [], noted: ["relay-held"] }],
])("the relay %s", async (_, answers, outcome) => {
  expect(await deliver(answers)).toMatchObject(outcome);
});

test("what the relay still refuses after days is set aside, not thrown away", async () => {
  const { error } = await deliver({ rcpt: "554 5.7.1 no" }, { waited: true });
  expect(error).toContain("smtp.example.net refuses");
});

test("a login that is refused isn't tried again with the next message", async () => {
  expect(await deliver({ auth: "535 5.7.8 wrong" }, { times: 3 })).toMatchObject({ later: both, logins: 1 });
});

test("once the relay takes mail again, nothing is said any more", async () => {
  await deliver({ auth: "535 5.7.8 wrong" });
  expect(await deliver({})).toMatchObject({ later: [], noted: [] });
});
