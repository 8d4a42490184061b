/**
 * Functions of the shell: `reaches INPUT SERVER PORT OTHER…` fails, with the other ports that do answer, if a mail server can't be reached. Clouds block
 * outgoing mail ports; that must come out before anything is written or installed, not when something fails at night.
 */
export const reachablePort = `opens() { timeout 10 bash -c "exec 7<>/dev/tcp/$1/$2" 2>/dev/null; }
reaches() {
  input=$1
  server=$2
  port=$3
  shift 3
  if opens "$server" "$port" || opens "$server" "$port" || opens "$server" "$port"; then return 0; fi
  others=$(for other; do if [ "$other" != "$port" ] && opens "$server" "$other"; then echo "$other"; fi; done | paste -sd ' ')
  fail "$input: this machine can't reach port $port of $server. Clouds block outgoing mail on 25, 465 and 587; 2525 is the usual way out. Ports that do answer: \${others:-none}"
}`;
