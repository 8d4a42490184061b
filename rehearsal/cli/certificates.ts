import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect, type DetailedPeerCertificate } from "node:tls";
import type { World } from "../world";

/**
 * What Chromium has to be told to accept the rehearsal's certificates: the keys in the chains that the addresses present, after each chain
 * was verified against the authorities that the rehearsal trusts.
 */
export async function pinnedKeys(world: World, addresses: string[]): Promise<string[]> {
  const ca = readFileSync(join(world.directory, "trusted.pem"));
  const urls = addresses.map((address) => new URL(address)).filter(({ protocol }) => protocol === "https:");
  const chains = await Promise.all(urls.map((url) => chainOf(world, url, ca)));
  return [...new Set(chains.flat().map(keyHash))];
}

function chainOf(world: World, url: URL, ca: Buffer): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    const socket = world.connect(url.hostname, Number(url.port || 443));
    const secured = connect({ socket, servername: url.hostname, ca }, () => {
      resolve(chainFrom(secured.getPeerCertificate(true)));
      secured.destroy();
    });
    secured.once("error", (error) => reject(new Error(`${url.href}: ${error.message}`)));
  });
}

function chainFrom(certificate: DetailedPeerCertificate): Buffer[] {
  const chain: Buffer[] = [];
  for (
    let next: DetailedPeerCertificate | undefined = certificate;
    next && !chain.some((raw) => raw.equals(next!.raw));
  ) {
    chain.push(next.raw);
    next = next.issuerCertificate;
  }
  return chain;
}

function keyHash(certificate: Buffer): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: "spki", format: "der" });
  return createHash("sha256").update(key).digest("base64");
}
