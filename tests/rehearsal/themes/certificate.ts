import type { Organisation } from "../organisation";

/** Certificates are kept, renewed and served. */
export function certificateTests(organisation: Organisation): void {
  const served = async () => {
    const ask =
      "openssl s_client -connect www.example.org:443 -servername www.example.org </dev/null 2>/dev/null | openssl x509 -noout -serial";
    return (await organisation.visit("sh", "-c", ask)).stdout.trim();
  };

  test("the renewal's unit leaves a young certificate alone", async () => {
    const before = await served();
    await organisation.sh("systemctl start open-infrastructure-renewal.service");
    expect(await served()).toBe(before);
  });

  test("a renewed certificate is served at once", async () => {
    const before = await served();
    expect(before).toMatch(/^serial=[0-9A-F]+$/);
    await organisation.sh("certbot renew -n --cert-name www.example.org --force-renewal --no-random-sleep-on-renew");
    const ours = await organisation.sh(
      "openssl x509 -noout -serial -in /etc/letsencrypt/live/www.example.org/cert.pem",
    );
    expect(ours).not.toBe(before);
    expect(await served()).toBe(ours);
  });
}
