import { ciDirectory } from "./woodpecker-server";

/** The part of a step that makes secrets once: `name` is the variable that the server reads, `bytes` its size. */
export function makeSecrets(secrets: Record<string, number>): string {
  return `install -d -m 0700 ${ciDirectory}
${Object.entries(secrets)
  .map(
    ([name, bytes]) => `if ! grep -qs '^${name}=' ${ciDirectory}/secrets.env; then
  made=$(openssl rand -hex ${bytes})
  { cat ${ciDirectory}/secrets.env 2>/dev/null || true; echo "${name}=$made"; } | put ${ciDirectory}/secrets.env 0600 root:root
fi`,
  )
  .join("\n")}`;
}

/** A word of the shell: the value of a secret. */
export function secretValue(name: string): string {
  return `"$(sed -n 's/^${name}=//p' ${ciDirectory}/secrets.env)"`;
}
