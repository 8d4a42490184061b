import { spawn, spawnSync } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Duplex } from "node:stream";
import type { AddressInfo } from "node:net";
import { installPackages } from "../machines/computer";
import { pinnedKeys } from "./certificates";
import { addressesIn, stackOutputs } from "./outputs";
import type { Session } from "./session";

const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Lets a browser of this computer into the rehearsal's network through a proxy, or takes pictures of every address. */
export async function browse(session: Session): Promise<number> {
  const { world, args } = session;
  if (!world.isUp()) throw new Error("nothing is up; npm run rehearse");
  const server = createServer((request, response) => forward(session, request, response));
  server.on("connect", (request, socket: Duplex, head: Buffer) => tunnel(session, request.url ?? "", socket, head));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const proxy = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const addresses = addressesIn(await stackOutputs(session));
  const keys = await pinnedKeys(world, addresses);
  const options = [`--proxy-server=http://${proxy}`, `--ignore-certificate-errors-spki-list=${keys.join(",")}`];
  if (args.screenshots !== undefined) {
    const status = await takePictures(resolve(args.screenshots), addresses, options);
    server.close();
    return status;
  }
  console.log(`A way into the rehearsal's network is open until Ctrl-C, as an HTTP proxy on ${proxy}. For example:\n`);
  console.log(
    `  ${BROWSERS[0]} --user-data-dir=${join(tmpdir(), "rehearsal-browser")} \\\n    ${options.join(" \\\n    ")} \\\n    ${addresses.join(" ")}`,
  );
  return new Promise((done) => process.once("SIGINT", () => done(0)));
}

function tunnel({ world }: Session, target: string, socket: Duplex, head: Buffer): void {
  const [host = "", port = "443"] = target.split(/:(?=\d+$)/);
  const inside = world.connect(host, Number(port));
  const end = (): void => void (socket.destroy(), inside.destroy());
  socket.once("error", end).once("close", end);
  inside.once("error", end).once("close", end);
  socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
  inside.write(head);
  inside.pipe(socket).pipe(inside);
}

/** Plain HTTP arrives with the whole address in the request line. */
function forward({ world }: Session, request: IncomingMessage, response: ServerResponse): void {
  const url = URL.canParse(request.url ?? "") ? new URL(request.url!) : undefined;
  if (!url) return void response.writeHead(400).end("this is a proxy\n");
  const inside = world.connect(url.hostname, Number(url.port || 80));
  const headers = Object.entries({ ...request.headers, connection: "close" }).map(
    ([name, value]) => `${name}: ${String(value)}`,
  );
  inside.write(`${request.method} ${url.pathname}${url.search} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`);
  request.pipe(inside);
  inside.pipe(response.socket!);
  inside.once("error", () => response.socket?.destroy());
}

async function takePictures(directory: string, addresses: string[], options: string[]): Promise<number> {
  const installed = BROWSERS.find((name) => spawnSync("which", [name]).status === 0);
  if (!installed) await installPackages(["chromium"], console.error);
  const browser = installed ?? "chromium";
  mkdirSync(directory, { recursive: true });
  const profile = mkdtempSync(join(tmpdir(), "rehearsal-browser-"));
  const own = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    // It would ask its maker for news, through the rehearsal's network.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--window-size=1280,900",
    "--virtual-time-budget=8000",
  ];
  let failed = 0;
  for (const address of addresses) {
    const file = join(directory, `${fileName(address)}.png`);
    rmSync(file, { force: true });
    await finished(browser, [...own, `--user-data-dir=${profile}`, ...options, `--screenshot=${file}`, address]);
    const taken = existsSync(file);
    console.log(taken ? file : `no picture of ${address}`);
    if (!taken) failed += 1;
  }
  rmSync(profile, { recursive: true, force: true });
  return failed === 0 ? 0 : 1;
}

function finished(program: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    spawn(program, args, { stdio: "ignore", timeout: 60_000 })
      .once("error", reject)
      .once("close", () => resolve());
  });
}

function fileName(address: string): string {
  return address
    .replace(/^https?:\/\//, "")
    .replace(/[^\w.-]+/g, "-")
    .replace(/-$/, "");
}
