import type * as pulumi from "@pulumi/pulumi";
import type { SecurityHeaders } from "../web/headers";
import type { DocumentsSettings } from "./documents-settings";
import { port } from "./owncloud-places";
import { publication } from "./site-step";

/** Script: ownCloud on its name, now that it has an administrator. Hands out their password. */
export function siteScript(documents: DocumentsSettings): pulumi.Output<string> {
  return publication(documents, {
    headers: { ...pageHeaders, ...documents.headers },
    // Files are as large as they are; ownCloud itself knows the limit.
    proxy: { address: `http://127.0.0.1:${port}`, largestRequest: 0, streams: true, patience: 3600 },
    extra: rules,
  });
}

/** For what has no policy of its own. Pages come with ownCloud's, which is as strict as they can bear. */
const pageHeaders: SecurityHeaders = {
  contentSecurityPolicy: [
    "default-src 'none'",
    "base-uri 'none'",
    "font-src 'self' data:",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "img-src 'self' data:",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
  ].join("; "),
  // A page shows a document in a frame of its own.
  frameOptions: "SAMEORIGIN",
};

const rules = `client_body_timeout 300s;

location = /.well-known/carddav {
  return 301 /remote.php/dav/;
}

location = /.well-known/caldav {
  return 301 /remote.php/dav/;
}
`;
