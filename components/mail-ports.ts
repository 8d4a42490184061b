import { port, type Rule } from "./validate";

/** Where servers let people read mail: IMAP and POP, each without and with TLS from the start. */
const reading = [143, 993, 110, 995];

/** Where servers take mail: from each other, and from those who have an account. */
const sending = [25, 465, 587, 2525];

/** Port of a submission server. */
export const submissionPort: Rule<number> = {
  allowed: `a port for submission such as 2525, 587 or 465; ${reading.join(", ")} are for reading mail`,
  accepts: (value) => port.accepts(value) && !reading.includes(value),
};

/** Port of an IMAP server. The password goes over it at once, so TLS is there from the start. */
export const imapPort: Rule<number> = {
  allowed: `a port on which IMAP speaks TLS from the start, usually 993; 143 begins without, 110 and 995 are POP's, ${sending.join(", ")} take mail`,
  accepts: (value) => port.accepts(value) && (value === 993 || ![...reading, ...sending].includes(value)),
};
