import { provider as cloudflare } from "./cloudflare/index";
import { provider as command } from "./command/index";
import { provider as digitalocean } from "./digitalocean/index";
import type { Provider } from "./provider";
import { provider as random } from "./random/index";
import { provider as tls } from "./tls/index";

/** The providers whose resources can be rehearsed, by package name. */
export const providers: Readonly<Record<string, Provider>> = { cloudflare, command, digitalocean, random, tls };
