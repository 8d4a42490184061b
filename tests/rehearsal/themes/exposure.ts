import type { FirewallRule } from "../../../rehearsal/world";
import type { Observation } from "../observer";
import type { Organisation } from "../organisation";

/** Tries every TCP port once, some thousand at a time. The web server, asked last, tells when the others have had time to answer. */
const everyPort = `
use strict; use Socket; use Fcntl;
my %open;
for (my $from = 23; $from < 65536; $from += 800) {
  my %tried;
  for my $port ($from .. ($from + 799 < 65535 ? $from + 799 : 65535)) {
    socket(my $socket, PF_INET, SOCK_STREAM, 6) or die $!;
    fcntl($socket, F_SETFL, O_NONBLOCK);
    connect($socket, pack_sockaddr_in($port, inet_aton($ARGV[0])));
    $tried{$port} = $socket;
  }
  socket(my $last, PF_INET, SOCK_STREAM, 6) or die $!;
  connect($last, pack_sockaddr_in(80, inet_aton($ARGV[0]))) or die $!;
  select(undef, undef, undef, 0.15);
  for (keys %tried) { $open{$_} = 1 if getpeername($tried{$_}) }
}
print join(" ", sort { $a <=> $b } keys %open);
`;

const everybody = ["0.0.0.0/0", "::/0"];
const asInTheCloud: FirewallRule[] = [
  ...["22", "80", "443"].map((ports) => ({ protocol: "tcp" as const, ports, sources: everybody })),
  { protocol: "icmp", sources: everybody },
];

/** What others can reach. */
export function exposureTests(organisation: Organisation, seen: () => Observation): void {
  test("nothing but the web server ever answered while the machine was set up", () => {
    expect(seen().rounds).toBeGreaterThan(100);
    expect(seen().ports).toEqual([80, 443]);
  });

  test("the machine's own packet filter lets in SSH and the web, without the cloud's before it", async () => {
    const { id, address } = await organisation.machine();
    await organisation.world.setFirewall(id, undefined);
    const scan = await organisation.world.exec("internet", ["perl", "-e", everyPort, address], { output: "capture" });
    await organisation.world.setFirewall(id, asInTheCloud);
    expect(scan.stdout).toBe("80 443");
    expect(await organisation.sh("ss -Hltn 'sport = 22' | wc -l")).not.toBe("0");
  });
}
