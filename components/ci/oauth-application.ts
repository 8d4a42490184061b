import type { CiSettings } from "./ci-settings";
import { ciDirectory } from "./woodpecker-server";

/** Where the code hosting keeps what speaks in the name of its administrator. */
export const adminToken = "/etc/open-infrastructure/code/admin-token";

/** How the server is told of the application: names of its variables, and the path that people are sent back to. */
export interface Application {
  id: string;
  secret: string;
  callback: string;
}

/**
 * The part of a step that joins the server with Forgejo or Gitea. They show an application's secret once, when it is made: one
 * whose secret is not here is made anew.
 */
export function joinForge({ forge, domain }: CiSettings, { id, secret, callback }: Application): string {
  const file = `${ciDirectory}/application.env`;
  return `[ -s ${adminToken} ] || fail "${adminToken} is missing: the code hosting has to be on this machine"
forge() {
  method=$1
  path=$2
  shift 2
  # The token is on standard input, where no process list shows it.
  printf 'header = "Authorization: token %s"\\n' "$(cat ${adminToken})" |
    curl --config - -fsS --max-time 60 --retry 5 --retry-connrefused -H 'Content-Type: application/json' -X "$method" "$@" "${forge.url}/api/v1$path"
}
applications=$(forge GET '/user/applications/oauth2?limit=50')
client=$(sed -n 's/^${id}=//p' ${file} 2>/dev/null || true)
if [ "$(echo "$applications" | jq --arg client "$client" '[.[] | select(.client_id == $client and .redirect_uris == ["https://${domain}${callback}"])] | length')" != 1 ]; then
  for id in $(echo "$applications" | jq '.[] | select(.name == "Continuous integration") | .id'); do
    forge DELETE "/user/applications/oauth2/$id"
  done
  made=$(forge POST /user/applications/oauth2 -d '{"name":"Continuous integration","redirect_uris":["https://${domain}${callback}"],"confidential_client":true,"skip_secondary_authorization":true}')
  application=$(echo "$made" | jq -er '"${id}=\\(.client_id)\\n${secret}=\\(.client_secret)"')
  echo "$application" | put ${file} 0600 root:root
fi`;
}
