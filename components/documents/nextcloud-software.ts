import type * as pulumi from "@pulumi/pulumi";
import { sh } from "../remote/shell";
import type { DocumentsSettings } from "./documents-settings";
import { nextcloudFunctions } from "./nextcloud-functions";
import { user } from "./places";
import { preparation } from "./software-step";

const modules = ["fpm", "cli", "apcu", "bcmath", "curl", "gd", "gmp", "imagick", "intl", "mbstring", "pgsql", "redis"];

/** Script: everything that is there before Nextcloud starts. What runs is left alone. */
export function softwareScript(documents: DocumentsSettings): pulumi.Output<string> {
  const { url, sha256 } = documents.release;
  return preparation(documents, {
    functions: nextcloudFunctions(documents),
    packages: sh`
      packages ${[...modules, "xml", "zip"].map((module) => `php-${module}`)} lbzip2 curl jq "$cache-server" "$pictures"
      # Debian's own units of both stay off: theirs are for all of a machine.
      for other in "php$(php_version)-fpm" "$cache-server"; do
        if systemctl --quiet is-enabled "$other" 2>/dev/null; then systemctl --quiet disable --now "$other"; fi
      done
    `,
    fetched: sh`
      fetch ${url} ${sha256}
      setpriv --reuid=${user} --regid=${user} --init-groups php -f "$place/lib/versioncheck.php" || fail "release.version: this machine's PHP can't run it"
    `,
  });
}
