import { randomInt } from "node:crypto";
import type { PlainMap, Properties } from "../bridged";

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const NUMERIC = "0123456789";
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** What a random string and a random password are made from. */
export const characterProperties: Properties = {
  keepers: { type: "map", replaces: true },
  length: { type: "number", required: true, replaces: true, validate: atLeastOne },
  lower: { type: "boolean", default: true, replaces: true },
  minLower: { type: "number", default: 0, replaces: true },
  minNumeric: { type: "number", default: 0, replaces: true },
  minSpecial: { type: "number", default: 0, replaces: true },
  minUpper: { type: "number", default: 0, replaces: true },
  number: { type: "boolean", default: true, replaces: true },
  numeric: { type: "boolean", default: true, replaces: true },
  overrideSpecial: { type: "string", replaces: true },
  special: { type: "boolean", default: true, replaces: true },
  upper: { type: "boolean", default: true, replaces: true },
};

/** `number` is the old name of `numeric`: either says it for both. */
export function alignNumeric(prior: PlainMap | undefined, planned: PlainMap): void {
  const off = planned.number === false || planned.numeric === false;
  planned.number = planned.numeric = !off;
  const least = ["minLower", "minNumeric", "minSpecial", "minUpper"].reduce(
    (sum, key) => sum + Number(planned[key]),
    0,
  );
  if (!prior && Number(planned.length) < least) {
    throw new Error(
      `Attribute length value must be at least sum of min_upper + min_lower + min_numeric + min_special, got: ${String(planned.length)}`,
    );
  }
}

/** A string as asked for, from a cryptographic source. */
export function randomText(planned: PlainMap): string {
  const special = (planned.overrideSpecial as string | undefined) || SPECIAL;
  const classes = [
    { characters: UPPER, wanted: planned.upper, least: planned.minUpper },
    { characters: LOWER, wanted: planned.lower, least: planned.minLower },
    { characters: NUMERIC, wanted: planned.numeric, least: planned.minNumeric },
    { characters: special, wanted: planned.special, least: planned.minSpecial },
  ];
  const all = classes
    .filter(({ wanted }) => wanted)
    .map(({ characters }) => characters)
    .join("");
  if (all === "") throw new Error("the character set specified is empty");
  const picked = classes.flatMap(({ characters, least }) => pick(characters, least as number));
  return shuffle([...picked, ...pick(all, (planned.length as number) - picked.length)]).join("");
}

function pick(characters: string, count: number): string[] {
  const set = [...characters];
  return Array.from({ length: count }, () => set[randomInt(set.length)]!);
}

function shuffle<T>(items: T[]): T[] {
  for (let index = items.length - 1; index > 0; index--) {
    const other = randomInt(index + 1);
    [items[index], items[other]] = [items[other]!, items[index]!];
  }
  return items;
}

/** Refuses lengths below 1. */
export function atLeastOne(value: unknown): string | undefined {
  if ((value as number) >= 1) return undefined;
  return `Invalid Attribute Value. Attribute length value must be at least 1, got: ${String(value)}`;
}
