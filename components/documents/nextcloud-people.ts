import type * as pulumi from "@pulumi/pulumi";
import type { DocumentsSettings } from "./documents-settings";
import { everybody } from "./everybody";

/** Script: everybody has an account of their name, and whoever left can't sign in any more. Nothing of anybody is deleted. */
export function peopleScript(documents: DocumentsSettings): pulumi.Output<string> {
  return everybody(documents, functions, disabled);
}

const disabled =
  "SELECT userid FROM oc_preferences WHERE appid = 'core' AND configkey = 'enabled' AND configvalue = 'false'";

const functions = `# preference NAME APP KEY: what Nextcloud keeps about somebody.
preference() { query "SELECT configvalue FROM oc_preferences WHERE userid = '$1' AND appid = '$2' AND configkey = '$3'"; }

# add NAME PASSWORD: without an address, to which Nextcloud would send a mail, once, whether it arrives or not.
add() {
  OC_PASS=$2
  export OC_PASS
  occ user:add --password-from-env "$1"
  unset OC_PASS
}
let_in() { [ "$(preference "$1" core enabled)" != false ] || occ user:enable "$1"; }
mailed() { [ "$(preference "$1" settings email)" = "$2" ] || occ user:setting "$1" settings email "$2"; }
# invite NAME: user:welcome ends well whatever the mail server says; that it took the mail, only what is logged at level 0 tells.
invite() {
  case $(export NC_log_type=errorlog NC_loglevel=0 && occ user:welcome --reset-password "$1" 2>&1) in
  *'Sent mail to '*) ;;
  *) return 1 ;;
  esac
}`;
