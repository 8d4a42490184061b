import { randomUUID } from "node:crypto";
import type { Plain, PlainMap } from "../bridged";

const ENDPOINT = "https://api.digitalocean.com/v2";

/** An error as the provider reports it: what failed, and the cloud's answer. */
export function apiError(what: string, method: string, path: string, status: number, message: string): Error {
  return providerError(`${what}: ${method} ${ENDPOINT}/${path}: ${status} (request "${randomUUID()}") ${message}`);
}

/** An error of the provider's own. */
export function providerError(message: string): Error {
  return new Error(`1 error occurred:\n\t* ${message}\n\n`);
}

/** The cloud's words for what isn't there. */
export const NOT_FOUND = "The resource you were accessing could not be found.";

/** A list of texts, empty if there is none. */
export function strings(value: Plain | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** A list of objects, empty if there is none. */
export function objects(value: Plain | undefined): PlainMap[] {
  return Array.isArray(value) ? (value as PlainMap[]) : [];
}

/** Refuses an empty text and the number 0. */
export function notZero(value: Plain, path: string): string | undefined {
  if (value === "") return `expected ${path} to not be an empty string`;
  return value === 0 ? `expected ${path} to not be zero` : undefined;
}

/** Accepts whole numbers from `least` to `most`. */
export function between(least: number, most: number): (value: Plain, path: string) => string | undefined {
  return (value, path) => {
    if (typeof value === "number" && value >= least && value <= most) return undefined;
    return `expected ${path} to be in the range (${least} - ${most}), got ${String(value)}`;
  };
}

/** How the bridge makes up a name. */
export function autoName(urnName: string, suffix: string): string {
  return `${urnName}-${suffix}`;
}
