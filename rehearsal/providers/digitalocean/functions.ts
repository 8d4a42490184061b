import type { PlainMap } from "../bridged";
import { IMAGES, REGIONS, SIZES } from "./catalogue";

/** Functions by token: what the cloud offers. */
export const functions: Record<string, (args: PlainMap) => Promise<PlainMap>> = {
  "digitalocean:index/getSizes:getSizes": async () => ({
    id: "sizes",
    sizes: SIZES.map((size) => ({ ...size, available: true, regions: REGIONS, transfer: 1 })),
  }),
  "digitalocean:index/getRegions:getRegions": async () => ({
    id: "regions",
    regions: REGIONS.map((slug) => ({
      slug,
      name: slug,
      available: true,
      features: ["backups", "ipv6", "metadata", "storage"],
      sizes: SIZES.map((size) => size.slug),
    })),
  }),
  "digitalocean:index/getImage:getImage": async ({ slug }) => {
    const image = IMAGES[slug as keyof typeof IMAGES];
    if (!image) throw new Error(`a rehearsal has no image ${String(slug)}, only ${Object.keys(IMAGES).join(", ")}`);
    const id = image === "debian-12" ? 12 : 13;
    return {
      id,
      slug,
      image: slug,
      name: `${id} x64`,
      distribution: "Debian",
      private: false,
      regions: REGIONS,
      type: "base",
    };
  },
};
