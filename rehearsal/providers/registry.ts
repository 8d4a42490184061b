import { provider as cloudflare } from "./cloudflare";
import { provider as command } from "./command";
import { provider as digitalocean } from "./digitalocean";
import type { Provider } from "./provider";
import { provider as random } from "./random";
import { provider as tls } from "./tls";

/** The providers whose resources can be rehearsed, by package name. */
export const providers: Readonly<Record<string, Provider>> = { cloudflare, command, digitalocean, random, tls };
