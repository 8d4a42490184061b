/** A droplet size. */
export interface Size {
  slug: string;
  /** MiB. */
  memory: number;
  vcpus: number;
  /** GiB. */
  disk: number;
  /** US dollars. */
  priceMonthly: number;
  priceHourly: number;
}

/** Where droplets can be made. */
export const REGIONS = [
  "ams3",
  "atl1",
  "blr1",
  "fra1",
  "lon1",
  "nyc1",
  "nyc2",
  "nyc3",
  "sfo2",
  "sfo3",
  "sgp1",
  "syd1",
  "tor1",
];

/** Images of DigitalOcean that a rehearsal can start, and what they are called there. */
export const IMAGES = { "debian-12-x64": "debian-12", "debian-13-x64": "debian-13" } as const;

const HOURS_A_MONTH = 672;

function size(slug: string, memory: number, vcpus: number, disk: number, priceMonthly: number): Size {
  const priceHourly = Math.round((priceMonthly / HOURS_A_MONTH) * 100_000) / 100_000;
  return { slug, memory, vcpus, disk, priceMonthly, priceHourly };
}

/** The sizes that a small organisation rents; the cloud has more. */
export const SIZES: readonly Size[] = [
  size("s-1vcpu-512mb-10gb", 512, 1, 10, 4),
  size("s-1vcpu-1gb", 1024, 1, 25, 6),
  size("s-1vcpu-1gb-amd", 1024, 1, 25, 7),
  size("s-1vcpu-1gb-intel", 1024, 1, 25, 7),
  size("s-1vcpu-2gb", 2048, 1, 50, 12),
  size("s-1vcpu-2gb-amd", 2048, 1, 50, 14),
  size("s-1vcpu-2gb-intel", 2048, 1, 50, 14),
  size("s-2vcpu-2gb", 2048, 2, 60, 18),
  size("s-2vcpu-2gb-amd", 2048, 2, 60, 21),
  size("s-2vcpu-2gb-intel", 2048, 2, 60, 21),
  size("s-2vcpu-4gb", 4096, 2, 80, 24),
  size("s-2vcpu-4gb-amd", 4096, 2, 80, 28),
  size("s-2vcpu-4gb-intel", 4096, 2, 80, 28),
  size("s-4vcpu-8gb", 8192, 4, 160, 48),
  size("s-4vcpu-8gb-amd", 8192, 4, 160, 56),
  size("s-4vcpu-8gb-intel", 8192, 4, 160, 56),
  size("s-8vcpu-16gb", 16384, 8, 320, 96),
  size("c-2", 4096, 2, 25, 42),
  size("g-2vcpu-8gb", 8192, 2, 25, 63),
];
