import { relayAway, relayHeld, relayRefuses } from "./relay-program";

/** Shell: what keeps mail from moving is an error, which somebody is told. */
export const watchProgram = `# watch DATA. Made by Open Infrastructure, changes are lost.
set -eu
data=$1
status=0
trouble() { echo "$1" >&2; status=1; }
if [ -z "$(find "$data/fetched/last" -mmin -60 2>/dev/null)" ]; then
  trouble "no mail could be fetched for an hour: journalctl -u open-infrastructure-lists-fetch"
fi
shunted=$(find "$data/queue/shunt" -name '*.pck' 2>/dev/null | wc -l)
if [ "$shunted" -gt 0 ]; then
  trouble "Mailman stumbled over $shunted messages, or the relay refused them for days: /var/log/mailman3/mailman.log says why; mailman-wrapper unshunt tries them again"
fi
if [ -e "$data/data/${relayRefuses}" ]; then
  trouble "the relay takes no mail from the lists; all of it waits: $(cat "$data/data/${relayRefuses}")"
fi
if [ -n "$(find "$data/data/${relayAway}" -mmin +360 2>/dev/null)" ]; then
  trouble "the relay can't be reached for more than six hours; mail waits: $(cat "$data/data/${relayAway}")"
fi
if [ -n "$(find "$data/data/${relayHeld}" -mmin -361 2>/dev/null)" ]; then
  trouble "the relay refuses messages, which are tried again for five days: $(cat "$data/data/${relayHeld}")"
fi
# What the relay refused gets a new file at each attempt; this was never tried.
stuck=$(find "$data/queue/out" -name '*.pck' -mmin +60 2>/dev/null | wc -l)
if [ "$stuck" -gt 0 ]; then
  trouble "Mailman hasn't tried to send $stuck messages for more than an hour: /var/log/mailman3/mailman.log"
fi
if [ -n "$(find "$data/fetched/refused" -mmin -361 2>/dev/null)" ]; then
  trouble "mail that Mailman refused, which is in the mailbox still: $(tail -n 5 "$data/fetched/refused")"
fi
exit "$status"
`;
