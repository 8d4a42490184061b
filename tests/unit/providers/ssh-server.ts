import { createHash, generateKeyPairSync } from "node:crypto";
import type { AddressInfo } from "node:net";
import { Server, utils, type ServerChannel } from "ssh2";
import { toOpenssh } from "../../../rehearsal/providers/tls/openssh";

/** A new Ed25519 key in OpenSSH's formats. */
export function newKey() {
  return toOpenssh(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }));
}

/** An SSH server on loopback that knows a few commands. */
export interface TestServer {
  port: number;
  hostKey: string;
  userKey: string;
  /** What was seen, in order. */
  seen: string[];
  close(): Promise<void>;
}

/** Starts a server that accepts one key, and the password `sesame`. */
export async function startServer(): Promise<TestServer> {
  const [host, user] = [newKey(), newKey()];
  const allowed = utils.parseKey(user.publicKey);
  if (allowed instanceof Error) throw allowed;
  const seen: string[] = [];
  const server = new Server({ hostKeys: [host.privateKey] }, (connection) => {
    seen.push("connected");
    connection.on("error", () => undefined);
    connection.on("authentication", (attempt) => {
      seen.push(`auth ${attempt.method} ${attempt.username}`);
      const key = attempt.method === "publickey" && attempt.key.data.equals(allowed.getPublicSSH());
      const password = attempt.method === "password" && attempt.password === "sesame";
      if (key || password) attempt.accept();
      else attempt.reject(["publickey", "password"]);
    });
    connection.on("session", (accept) =>
      accept().on("exec", (acceptCommand, _reject, { command }) => {
        seen.push(`run ${command}`);
        answer(command, acceptCommand());
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    hostKey: host.publicKey,
    userKey: user.privateKey,
    seen,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function answer(command: string, channel: ServerChannel): void {
  const end = (status: number) => {
    channel.exit(status);
    channel.end();
  };
  if (command === "hash stdin") {
    const hash = createHash("sha256");
    channel.on("data", (chunk: Buffer) => hash.update(chunk));
    channel.on("end", () => {
      channel.write(`${hash.digest("hex")}\n`);
      end(0);
    });
    return;
  }
  channel.resume();
  if (command === "much") {
    channel.write("x".repeat(3_000_000), () => end(0));
  } else if (command === "killed") {
    channel.exit("KILL");
    channel.end();
  } else if (command === "lost") {
    channel.close();
  } else {
    channel.write("out\n\n");
    channel.stderr.write("err\n");
    end(Number(/^exit (\d+)/.exec(command)?.[1] ?? 0));
  }
}
