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
  trouble "Mailman stumbled over $shunted messages: /var/log/mailman3/mailman.log says why; mailman-wrapper unshunt tries them again"
fi
late=$(find "$data/queue/out" "$data/queue/retry" -name '*.pck' -mmin +360 2>/dev/null | wc -l)
if [ "$late" -gt 0 ]; then
  trouble "$late messages wait for the relay for more than six hours: /var/log/mailman3/mailman.log says why"
fi
if [ -n "$(find "$data/fetched/refused" -mmin -361 2>/dev/null)" ]; then
  trouble "mail that Mailman refused, which is in the mailbox still: $(tail -n 5 "$data/fetched/refused")"
fi
exit "$status"
`;
