import type * as pulumi from "@pulumi/pulumi";
import type { DocumentsSettings } from "./documents-settings";
import { everybody } from "./everybody";

/** Script: everybody has an account of their name, and whoever left can't sign in any more. Nothing of anybody is deleted. */
export function peopleScript(documents: DocumentsSettings): pulumi.Output<string> {
  return everybody(documents, functions, disabled);
}

const disabled = "SELECT user_id FROM oc_accounts WHERE state = 2";

const functions = `# account NAME COLUMN: what ownCloud knows of an account.
account() { query "SELECT $2 FROM oc_accounts WHERE lower_user_id = '$1'"; }

# add NAME PASSWORD
add() {
  OC_PASS=$2
  export OC_PASS
  occ user:add --password-from-env "$1"
  unset OC_PASS
}
# 2 is disabled.
let_in() { [ "$(account "$1" state)" != 2 ] || occ user:enable "$1"; }
mailed() { [ "$(account "$1" email)" = "$2" ] || occ user:modify "$1" email "$2"; }
invite() { occ user:resetpassword --send-email "$1"; }`;
