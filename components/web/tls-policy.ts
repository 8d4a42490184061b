/**
 * Mozilla's server-side TLS guideline, configuration "intermediate", version 6.0 of 2026-04-06:
 * https://ssl-config.mozilla.org/guidelines/6.0.json. Its publisher froze it on 2026-05-28.
 *
 * OCSP stapling, which it still mentions, is left out: Let's Encrypt ended OCSP in 2025.
 */
export const tlsGuideline = {
  version: "6.0",
  date: "2026-04-06",
  configuration: "intermediate",
  protocols: ["TLSv1.2", "TLSv1.3"],
  ciphers: [
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-CHACHA20-POLY1305",
  ],
  cipherSuites: ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"],
  curves: ["X25519MLKEM768", "X25519", "prime256v1", "secp384r1"],
  serverPreferredOrder: false,
  hstsSeconds: 63072000,
  certificate: { type: "ecdsa", curve: "secp256r1" },
} as const;

/** OpenSSL before 3.5 refuses a list that has it. */
export const laterCurve = "X25519MLKEM768";

/** nginx's TLS directives that are the same on every release. */
export function tlsDirectives(): string[] {
  const { version, date, configuration, protocols, ciphers, serverPreferredOrder } = tlsGuideline;
  return [
    `# Mozilla's TLS guideline ${version} of ${date}, "${configuration}"; its curves are in conf.d.`,
    `ssl_protocols ${protocols.join(" ")};`,
    `ssl_ciphers ${ciphers.join(":")};`,
    `ssl_prefer_server_ciphers ${serverPreferredOrder ? "on" : "off"};`,
    "ssl_session_timeout 1d;",
    "ssl_session_cache shared:tls:10m;",
    "ssl_session_tickets off;",
  ];
}

/** nginx's directive for curves, with or without the one that only later releases have. */
export function curvesDirective({ later }: { later: boolean }): string {
  return `ssl_ecdh_curve ${tlsGuideline.curves.filter((curve) => later || curve !== laterCurve).join(":")};`;
}
