import type { Rule } from "../validate";

const pattern = /^([1-9]\d{0,4}) (MB|GB|TB)$/;

/** An amount of data. */
export const size: Rule<string> = {
  allowed: 'an amount such as "500 MB" or "5 GB"',
  accepts: (value) => typeof value === "string" && pattern.test(value),
};

/** An amount, or no limit. */
export const quota: Rule<string> = {
  allowed: 'an amount such as "500 MB" or "5 GB", or "none"',
  accepts: (value) => value === "none" || size.accepts(value),
};

/** An amount as nginx and PHP write it, who know no terabytes. */
export function shortSize(amount: string): string {
  const [, number, unit] = pattern.exec(amount)!;
  return unit === "TB" ? `${Number(number) * 1024}G` : `${number}${unit![0]}`;
}
