import { eventually, type Organisation } from "./organisation";

/** TCP ports that something on a server might answer at, apart from 22: its sshd punishes those who connect and don't log in. */
const ports = [
  21, 23, 25, 53, 80, 110, 111, 139, 143, 443, 445, 465, 587, 631, 873, 993, 995, 2019, 2222, 2375, 2525, 3000, 3306,
  3389, 5000, 5355, 5432, 5900, 6379, 8000, 8008, 8080, 8081, 8443, 8888, 9000, 9090, 9100, 9418, 10000, 11211, 14000,
  27017, 50000,
];

const flag = "/run/observed";

/** Tries every port each 100 ms and says which ever answered, as long as the flag is there. */
const scanner = `
use strict; use Socket; use Fcntl;
my ($flag, $address, @ports) = @ARGV;
my (%open, $rounds);
while (-e $flag) {
  my %tried;
  for my $port (@ports) {
    socket(my $socket, PF_INET, SOCK_STREAM, 6) or die;
    fcntl($socket, F_SETFL, O_NONBLOCK);
    connect($socket, pack_sockaddr_in($port, inet_aton($address)));
    $tried{$port} = $socket;
  }
  select(undef, undef, undef, 0.1);
  for (keys %tried) { $open{$_} = 1 if getpeername($tried{$_}) }
  $rounds++;
}
print join(" ", $rounds, sort { $a <=> $b } keys %open), "\\n";
`;

/** What was seen of a machine while it was being set up. */
export interface Observation {
  /** How many times every port was tried. */
  rounds: number;
  /** Ports that ever answered to another machine. */
  ports: number[];
  /** Command lines that a user without rights saw on the machine. */
  commandLines: string;
}

/** Watches the machine of an organisation while `work` is done: its ports from another machine, its processes as a user without rights. */
export async function observe(organisation: Organisation, work: () => Promise<unknown>): Promise<Observation> {
  const { world } = organisation;
  let over = false;
  const watching = (async () => {
    const { id, address } = await eventually("a machine", async () => over || (await world.listMachines()).at(-1)).then(
      (machine) => (machine === true ? organisation.machine() : machine),
    );
    await world.exec("internet", ["touch", flag]);
    const all = ["perl", "-e", scanner, flag, address, ...ports.map(String)];
    const scan = world.exec("internet", all, { output: "capture" });
    const started = () => world.exec(id, ["touch", flag], { output: "capture" }).then(({ status }) => status === 0);
    await eventually("a booted machine", () => started().catch(() => false));
    const look = `while [ -e ${flag} ]; do ps axww -o args; sleep 0.2; done | awk '!seen[$0]++'`;
    const processes = world.exec(id, ["setpriv", "--reuid=65534", "--clear-groups", "sh", "-c", look], {
      output: "capture",
    });
    return { id, scan, processes };
  })();
  // A failure of the work itself is the one to tell.
  watching.catch(() => undefined);
  await work().finally(() => (over = true));
  const { id, scan, processes } = await watching;
  await world.exec("internet", ["rm", flag]);
  await world.exec(id, ["rm", flag]);
  const [rounds = 0, ...open] = (await scan).stdout.trim().split(" ").map(Number);
  return { rounds, ports: open, commandLines: (await processes).stdout };
}
