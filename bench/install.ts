import { utils } from "ssh2";
import { Organisation } from "../tests/rehearsal/organisation";
import { median, timed, type Figure } from "./figure";
import { aptGet, booted, listPackages, on } from "./machines";

interface Round {
  up: number;
  plain: number;
  connections: number;
  again: number;
}

/** `up` on a booted bare machine, against bare apt-get and one certificate on an equal machine. Of several rounds, the median. */
export async function installTime(rounds: number): Promise<Figure[]> {
  const all: Round[] = [];
  while (all.length < rounds) all.push(await round());
  const ratio = ({ up, plain }: Round): number => up / plain;
  const { up, plain, connections, again } = median(all, ratio);
  return [
    {
      what: `up (${up.toFixed(1)} s) against apt-get and a certificate (${plain.toFixed(1)} s)`,
      target: "at most 1.25",
      measured: (up / plain).toFixed(2),
      reached: up / plain <= 1.25,
    },
    {
      what: "SSH connections of the first up",
      target: "at most 12",
      measured: `${connections}`,
      reached: connections <= 12,
    },
    { what: "SSH connections of an unchanged up", target: "0", measured: `${again}`, reached: again === 0 },
  ];
}

async function round(): Promise<Round> {
  const organisation = new Organisation();
  const { world } = organisation;
  try {
    await world.up({ images: ["debian-13"], names: ["smtp.example.net", "git.example.net"] });
    const key = utils.generateKeyPairSync("ed25519");
    const [ours, bare] = [
      await booted(organisation, "ours", key.public),
      await booted(organisation, "bare", key.public),
    ];
    const hostKey = await on(organisation, ours, "cut -d' ' -f1,2 /etc/ssh/ssh_host_ed25519_key.pub");
    organisation.configure({
      host: undefined,
      existingHost: { address: ours.address, ipv6Address: ours.ipv6Address, hostKey },
      existingHostPrivateKey: key.private,
    });
    const up = await timed(() => organisation.up());
    const connections = organisation.connections().length;
    await organisation.up();
    const again = organisation.connections().length - connections;

    const had = (await on(organisation, bare, listPackages)).split("\n");
    const packages = (await on(organisation, ours, listPackages)).split("\n").filter((name) => !had.includes(name));
    await world.publishZone("bare.example.com", [
      { name: "@", type: "A", value: bare.address },
      { name: "@", type: "AAAA", value: bare.ipv6Address },
    ]);
    const plain = await timed(async () => {
      await on(organisation, bare, aptGet(packages));
      await on(organisation, bare, certificate);
    });
    return { up, plain, connections, again };
  } finally {
    await organisation.end();
  }
}

const certificate =
  "certbot certonly -n --standalone --agree-tos -m hostmaster@example.org -d bare.example.com --key-type ecdsa >/dev/null 2>&1";
