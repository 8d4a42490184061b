import type * as pulumi from "@pulumi/pulumi";
import { sh } from "../remote/shell";
import type { DocumentsSettings } from "./documents-settings";
import { owncloudFunctions } from "./owncloud-functions";
import { preparation } from "./software-step";

/** Script: everything that is there before ownCloud starts, its image's files among it. What runs is left alone. */
export function softwareScript(documents: DocumentsSettings): pulumi.Output<string> {
  const { url, sha256 } = documents.release;
  return preparation(documents, {
    functions: owncloudFunctions(documents),
    packages: sh`
      packages curl jq skopeo umoci "$cache-server"
      # Debian's own unit stays off: it is for all of a machine.
      if systemctl --quiet is-enabled "$cache-server" 2>/dev/null; then systemctl --quiet disable --now "$cache-server"; fi
    `,
    fetched: sh`fetch ${url.replace("https://", "")} ${sha256}`,
  });
}
