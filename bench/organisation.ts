import { utils } from "ssh2";
import type { Machine } from "../rehearsal/world";
import { Client } from "../tests/rehearsal/client";
import { Organisation } from "../tests/rehearsal/organisation";
import { median, timed, type Figure } from "./figure";
import { aptGet, booted, listPackages, on } from "./machines";

const dump =
  "setpriv --reuid=postgres --regid=postgres --init-groups pg_dumpall --clean --if-exists | grep -v 'ROLE.* postgres;$'";
const restore = `systemctl start postgresql
setpriv --reuid=postgres --regid=postgres --init-groups psql -Xq -d postgres >/dev/null`;

/** The machine with the databases. */
const server = "web-1";

interface Round {
  whole: number;
  bare: number;
}

/** All of `prod` from nothing, and how much of it is bare package and database work, done at the same time on each machine. Of several rounds, the median. */
export async function organisationTime(rounds: number): Promise<Figure[]> {
  const all: Round[] = [];
  while (all.length < rounds) all.push(await round());
  const { whole, bare } = median(all, (one) => one.whole);
  const share = `${Math.round((bare / whole) * 100)} %`;
  return [
    {
      what: "the whole organisation from nothing, on two machines",
      target: "at most 900 s",
      measured: `${whole.toFixed(0)} s`,
      reached: whole <= 900,
    },
    {
      what: `share of bare package and database work in it (${bare.toFixed(0)} s)`,
      target: "reported",
      measured: share,
      reached: true,
    },
  ];
}

async function round(): Promise<Round> {
  const organisation = new Organisation({}, { whole: true });
  const client = new Client(organisation);
  try {
    const whole = await timed(() => client.setUp());
    const ours = await organisation.world.listMachines();
    const installed = await Promise.all(ours.map((machine) => packagesOf(organisation, machine)));
    const data = await on(organisation, await organisation.machine(server), dump);
    const { public: key } = utils.generateKeyPairSync("ed25519");
    const bare = await Promise.all(ours.map(({ name }) => booted(organisation, `bare-${name}`, key)));
    const base = await packagesOf(organisation, bare[0]!);
    const seconds = await timed(() =>
      Promise.all(
        bare.map(async (machine, index) => {
          await on(organisation, machine, aptGet(installed[index]!.filter((name) => !base.includes(name))));
          if (machine.name === `bare-${server}`) await on(organisation, machine, restore, data);
        }),
      ),
    );
    return { whole, bare: seconds };
  } finally {
    await organisation.end();
    client.end();
  }
}

async function packagesOf(organisation: Organisation, machine: Machine): Promise<string[]> {
  return (await on(organisation, machine, listPackages)).split("\n");
}
