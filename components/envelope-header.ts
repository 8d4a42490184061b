import type { Rule } from "./validate";

/** Fields that say whom a message is addressed to, which differs from whom it was sent to, or that occur several times. */
const addressed = new Set(["to", "cc", "bcc", "from", "sender", "reply-to", "received", "resent-to", "resent-cc"]);

/** Header in which a mail provider notes the address that a message was really sent to. */
export const envelopeHeader: Rule<string> = {
  allowed: 'the name of a header such as "Delivered-To" or "X-Original-To", and not one that is written by who sends',
  accepts: (value) =>
    typeof value === "string" && /^[A-Za-z][A-Za-z0-9-]{0,60}$/.test(value) && !addressed.has(value.toLowerCase()),
};
