import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, type ConnectConfig } from "ssh2";
import { parseKey, pinnedKey, type Connection } from "./connection";

const FIRST_DELAY = 100;
const LONGEST_DELAY = 5_000;

/** An SSH connection that is logged in; a dial that fails is tried again until the connection's limit is reached. */
export async function dial(connection: Connection, onConnected: () => void): Promise<Client> {
  const config = await clientConfig(connection);
  let delay = FIRST_DELAY;
  for (let tried = 0; ; tried++) {
    try {
      return await dialOnce(connection, config, onConnected);
    } catch (error) {
      const { dialErrorLimit } = connection;
      if (dialErrorLimit > -1 && tried + 1 > dialErrorLimit) {
        throw new Error(`after ${tried} failed attempts: ${(error as Error).message}`, { cause: error });
      }
    }
    await sleep(delay);
    delay = Math.min(delay * 1.5, LONGEST_DELAY);
  }
}

/** Errors in here are final: no try would end differently. */
async function clientConfig(connection: Connection): Promise<ConnectConfig> {
  const config: ConnectConfig = { username: connection.user, readyTimeout: 0 };
  if (connection.hostKey !== undefined) {
    const { algorithm } = pinnedKey(connection.hostKey);
    config.algorithms = { serverHostKey: [algorithm as "ssh-ed25519"] };
  }
  if (connection.privateKey !== undefined) {
    parseKey(connection.privateKey, connection.privateKeyPassword);
    config.privateKey = connection.privateKey;
    config.passphrase = connection.privateKeyPassword;
  }
  if (connection.password !== undefined) {
    config.password = connection.password;
    config.tryKeyboard = true;
  }
  const agent = connection.agentSocketPath ?? process.env.SSH_AUTH_SOCK;
  if (agent) {
    // An agent that doesn't answer stops the real provider even where a private key is given.
    (await open(() => connect(agent), 0, `unix ${agent}`)).destroy();
    config.agent = agent;
  }
  return config;
}

async function dialOnce(connection: Connection, config: ConnectConfig, onConnected: () => void): Promise<Client> {
  const { host, port } = connection;
  const endpoint = `tcp ${host.includes(":") ? `[${host}]` : host}:${port}`;
  const socket = await open(() => connect({ host, port }), connection.perDialTimeout * 1000, endpoint);
  socket.setKeepAlive(true, 15_000);
  socket.setNoDelay(true);
  onConnected();
  const pinned = connection.hostKey === undefined ? undefined : pinnedKey(connection.hostKey);
  return new Promise((resolve, reject) => {
    const client = new Client();
    let mismatch = false;
    const fail = (error: Error) => {
      client.destroy();
      reject(new Error(`ssh: handshake failed: ${mismatch ? "ssh: host key mismatch" : reason(error, config)}`));
    };
    client
      .on("ready", () => resolve(client.removeListener("error", fail).on("error", () => client.destroy())))
      .on("error", fail)
      .on("close", () => fail(new Error("EOF")))
      .on("keyboard-interactive", (_name, _instructions, _language, prompts, finish) =>
        finish(prompts.map(() => connection.password ?? "")),
      )
      .connect({
        ...config,
        sock: socket,
        hostVerifier: (key: Buffer) => {
          mismatch = pinned !== undefined && !pinned.bytes.equals(key);
          return !mismatch;
        },
      });
  });
}

function open(start: () => Socket, timeout: number, endpoint: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = start();
    const fail = (what: string) => {
      socket.destroy();
      reject(new Error(`dial ${endpoint}: ${what}`));
    };
    const timer = timeout > 0 ? setTimeout(() => fail("i/o timeout"), timeout) : undefined;
    socket.once("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      fail(SYSTEM_ERRORS[error.code ?? ""] ?? error.message);
    });
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.removeAllListeners("error");
      resolve(socket);
    });
  });
}

const SYSTEM_ERRORS: Record<string, string> = {
  ECONNREFUSED: "connect: connection refused",
  EHOSTUNREACH: "connect: no route to host",
  ENETUNREACH: "connect: network is unreachable",
  ETIMEDOUT: "connect: connection timed out",
  ENOENT: "connect: no such file or directory",
  ENOTFOUND: "lookup: no such host",
};

function reason(error: Error & { level?: string }, config: ConnectConfig): string {
  if (error.level === "client-authentication") {
    const methods = ["none", ...(config.privateKey || config.agent ? ["publickey"] : [])];
    if (config.password !== undefined) methods.push("password");
    return `ssh: unable to authenticate, attempted methods [${methods.join(" ")}], no supported methods remain`;
  }
  if (error.message.includes("no matching host key format")) {
    const offered = config.algorithms?.serverHostKey;
    return `ssh: no common algorithm for host key; we offered: [${Array.isArray(offered) ? offered.join(" ") : ""}]`;
  }
  return /ECONNRESET/.test(error.message) ? "read: connection reset by peer" : error.message;
}
