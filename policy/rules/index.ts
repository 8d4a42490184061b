import { dmarcBesideMx } from "./dmarc-beside-mx";
import { gogsIsSafe } from "./gogs-is-safe";
import { noMadeSecretInCommands, noSecretInCommands } from "./no-secret-in-commands";
import { oneTtlPerRecordSet } from "./one-ttl-per-record-set";
import { pinnedDownloads } from "./pinned-downloads";
import { pinnedHostKey } from "./pinned-host-key";
import { proxiedRecords } from "./proxied-records";
import type { Rule } from "./rule";
import { runnerApartFromForge } from "./runner-apart-from-forge";
import { sshFromDecidedNetworks } from "./ssh-from-decided-networks";

/** All rules. */
export const rules: readonly Rule[] = [
  sshFromDecidedNetworks,
  pinnedHostKey,
  pinnedDownloads,
  gogsIsSafe,
  dmarcBesideMx,
  proxiedRecords,
  oneTtlPerRecordSet,
  noSecretInCommands,
  noMadeSecretInCommands,
  runnerApartFromForge,
];
