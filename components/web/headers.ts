import * as pulumi from "@pulumi/pulumi";
import { tlsGuideline } from "./tls-policy";
import { demand, refuse, type Rule, wholeNumber, yesOrNo } from "../validate";

/** Security headers of a site. An empty text leaves a header out, for an application that sends a better one itself. */
export interface SecurityHeadersArgs {
  /** What pages may load and from where. Defaults to the site's own styles, scripts, images, fonts and media and nothing from elsewhere. */
  contentSecurityPolicy?: pulumi.Input<string>;
  /** How long a browser insists on HTTPS, in seconds; 0 makes browsers forget. Defaults to 63072000, two years. */
  hstsSeconds?: pulumi.Input<number>;
  /** Whether every name below the site's is held to HTTPS too. Defaults to false. */
  hstsSubdomains?: pulumi.Input<boolean>;
  /** Whether browsers may ship the site in their list of HTTPS-only sites, which takes months to undo. Needs hstsSubdomains, and hstsSeconds of a year at least. Defaults to false. */
  hstsPreload?: pulumi.Input<boolean>;
  /** Who may show the site in a frame: `DENY`, `SAMEORIGIN`, or an empty text for no such header. Defaults to `DENY`. */
  frameOptions?: pulumi.Input<string>;
  /** What other sites learn about the page a visitor comes from. Defaults to `no-referrer`. */
  referrerPolicy?: pulumi.Input<string>;
  /** Who may load the site's files. Defaults to `same-origin`. */
  resourcePolicy?: pulumi.Input<string>;
  /** Which windows share a browser process with the site. Defaults to `same-origin`. */
  openerPolicy?: pulumi.Input<string>;
  /** What the site's pages may embed. Defaults to `require-corp`. */
  embedderPolicy?: pulumi.Input<string>;
  /** Abilities of the browser that pages may use. Defaults to none of camera, microphone, location, payment and the like. */
  permissionsPolicy?: pulumi.Input<string>;
}

/** The same, once all values are known. */
export type SecurityHeaders = pulumi.Unwrap<SecurityHeadersArgs>;

const contentSecurityPolicy = [
  "default-src 'none'",
  "base-uri 'none'",
  "connect-src 'self'",
  "font-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "img-src 'self' data:",
  "manifest-src 'self'",
  "media-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
].join("; ");

const permissionsPolicy = [
  "accelerometer",
  "camera",
  "display-capture",
  "geolocation",
  "gyroscope",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "publickey-credentials-get",
  "screen-wake-lock",
  "serial",
  "usb",
  "xr-spatial-tracking",
]
  .map((feature) => `${feature}=()`)
  .join(", ");

/** Every header that is sent, by name. */
export function securityHeaders(headers: SecurityHeaders = {}): Record<string, string> {
  const all = {
    "Content-Security-Policy": headers.contentSecurityPolicy ?? contentSecurityPolicy,
    "Strict-Transport-Security": strictTransportSecurity(headers),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": headers.frameOptions ?? "DENY",
    "Referrer-Policy": headers.referrerPolicy ?? "no-referrer",
    "Cross-Origin-Resource-Policy": headers.resourcePolicy ?? "same-origin",
    "Cross-Origin-Opener-Policy": headers.openerPolicy ?? "same-origin",
    "Cross-Origin-Embedder-Policy": headers.embedderPolicy ?? "require-corp",
    "Permissions-Policy": headers.permissionsPolicy ?? permissionsPolicy,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

function strictTransportSecurity({
  hstsSeconds = tlsGuideline.hstsSeconds,
  hstsSubdomains,
  hstsPreload,
}: SecurityHeaders): string {
  return `max-age=${hstsSeconds}${hstsSubdomains ? "; includeSubDomains" : ""}${hstsPreload ? "; preload" : ""}`;
}

/** The include file for nginx that sends the headers, with error pages too. */
export function headersFile(headers?: SecurityHeaders): string {
  return Object.entries(securityHeaders(headers))
    .map(([name, value]) => `add_header ${name} "${value}" always;\n`)
    .join("");
}

const headerValue: Rule<string> = {
  allowed: 'printable characters without ", \\ and $',
  accepts: (value) => typeof value === "string" && value.length <= 4000 && /^[ !#%-[\]-~]*$/.test(value),
};

/** Browsers ignore a header with any other value. */
const frameOption: Rule<string> = {
  allowed: '"DENY", "SAMEORIGIN", or "" for no such header',
  accepts: (value) => ["DENY", "SAMEORIGIN", ""].includes(value),
};

/** What browsers' lists ask for. */
const year = 31_536_000;

/** The headers, once they are known to be ones that nginx passes on unchanged. Plain ones are judged at once. */
export function checkedHeaders(
  resource: pulumi.Resource,
  input: string,
  headers: pulumi.Input<SecurityHeadersArgs> | undefined,
): pulumi.Output<SecurityHeaders> {
  if (headers !== undefined && !pulumi.Output.isInstance(headers) && !(headers instanceof Promise))
    judge(resource, input, headers);
  return pulumi.output(headers ?? {}).apply((known) => {
    judge(resource, input, known);
    return known;
  });
}

function judge(resource: pulumi.Resource, input: string, headers: SecurityHeadersArgs): void {
  const seconds = headers.hstsSeconds ?? tlsGuideline.hstsSeconds;
  for (const [field, value] of Object.entries(headers)) {
    if (value === undefined || pulumi.Output.isInstance(value) || value instanceof Promise) continue;
    if (field === "hstsSeconds") demand(resource, `${input}.${field}`, value as number, wholeNumber(0, 315360000));
    else if (field === "hstsSubdomains" || field === "hstsPreload")
      demand(resource, `${input}.${field}`, value, yesOrNo);
    else if (field === "frameOptions") demand(resource, `${input}.${field}`, value as string, frameOption);
    else demand(resource, `${input}.${field}`, value as string, headerValue);
  }
  if (headers.hstsPreload === true && typeof seconds === "number" && seconds < year)
    refuse(resource, `${input}.hstsPreload needs ${input}.hstsSeconds of at least ${year}, got ${seconds}`);
  if (
    headers.hstsPreload === true &&
    headers.hstsSubdomains !== undefined &&
    typeof headers.hstsSubdomains !== "boolean"
  )
    return;
  if (headers.hstsPreload === true && headers.hstsSubdomains !== true)
    refuse(resource, `${input}.hstsPreload needs ${input}.hstsSubdomains, got a preload entry for one name only`);
}
