import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import type { PersonArgs } from "../people";
import { file } from "../remote/file";
import { raw, sh } from "../remote/shell";
import { accessGuard, guardPath, revertTimer, revertUnit } from "./access-guard";
import { firewallRules, firewallUnit } from "./firewall";
import { systemPackages } from "./system-packages";
import { keyExchanges, laterKeyExchange, sshdConfig } from "./sshd";

/** Who may log in to a machine, from where. */
export interface Access {
  port: pulumi.Input<number>;
  /** Networks that may use SSH; empty means all. */
  sources: pulumi.Input<string>[];
  /** Whether sshd itself keeps to them, and lets `git` in from everywhere, instead of the packet filter. */
  publicSsh?: boolean;
  administrators: PersonArgs[];
}

/** Script: sshd, the packet filter and people's keys, all of which can lock the operator out. Whatever changes is taken back unless `confirmScript` runs over a new login. */
export function accessScript({ port, sources, publicSsh = false, administrators }: Access): pulumi.Output<string> {
  return sh`
    case $(. /etc/os-release; echo "$ID-$VERSION_ID") in
    debian-12 | debian-13) ;;
    *) fail "only Debian 12 and 13 are supported" ;;
    esac
    for other in ufw firewalld nftables; do
      if systemctl --quiet is-enabled $other 2>/dev/null; then fail "$other manages this machine's packet filter and would undo ours: systemctl disable --now $other"; fi
    done
    grep -Eiq '^[[:space:]]*Include[[:space:]].*/etc/ssh/sshd_config[.]d/[*][.]conf' /etc/ssh/sshd_config ||
      fail "sshd doesn't read its settings from /etc/ssh/sshd_config.d: put \"Include /etc/ssh/sshd_config.d/*.conf\" at the top of /etc/ssh/sshd_config"
    administrators=${administrators.map(({ name }) => name).join(" ")}
    for person in $administrators; do
      if uid=$(id -u "$person" 2>/dev/null) && [ "$uid" -lt 1000 ]; then fail "people: $person is an account that a program on this machine uses"; fi
    done
    ${raw(makeHostKey)}
    packages nftables sudo ${systemPackages}
    ${file({ path: guardPath, mode: "0755", content: accessGuard })}
    ${file({ path: "/etc/systemd/system/open-infrastructure-access-revert.service", content: revertUnit })}
    ${file({ path: "/etc/systemd/system/open-infrastructure-access-revert.timer", content: revertTimer })}
    ${raw(guardPath)} save
    ${raw(hostKeys)}
    ${file({ path: "/etc/ssh/sshd_config.d/00-open-infrastructure.conf", content: pulumi.all([port, pulumi.all(sources)]).apply(([port, sources]) => sshdConfig({ port, sources: publicSsh ? sources : [] })) })}
    if ssh -Q kex | grep -qx ${laterKeyExchange}; then later=${laterKeyExchange},; else later=; fi
    {
      echo "KexAlgorithms $later"${keyExchanges}
      ${raw(pulumi.all(sources).apply(exemption))}
    } | put /etc/ssh/sshd_config.d/01-open-infrastructure-kex.conf 0644 root:root
    ${raw(people(administrators))}
    install -d -m 0755 /etc/open-infrastructure/nftables.d
    ${file({ path: "/etc/open-infrastructure/firewall.nft", content: pulumi.all([port, pulumi.all(sources)]).apply(([ssh, sources]) => firewallRules({ ssh, sources: publicSsh ? [] : sources })) })}
    ${file({ path: "/etc/systemd/system/open-infrastructure-firewall.service", content: firewallUnit })}
    if changed; then
      ${raw(guardPath)} load || { ${raw(guardPath)} revert "the configuration was refused"; fail "sshd or the packet filter refused its configuration; what was there before is back"; }
    else
      ${raw(guardPath)} confirm
    fi
  `;
}

/** Newer sshd locks out addresses that fail to log in; the operator's own must not lock themselves out. */
function exemption(sources: string[]): string {
  return sources.length === 0 ? ":" : `[ -z "$later" ] || echo PerSourcePenaltyExemptList ${sources.join(",")}`;
}

/** Script: the login that ran it proves that the change of access didn't lock anybody out. */
export function confirmScript(access: pulumi.Input<string>): pulumi.Output<string> {
  return sh`
    # confirms ${pulumi.output(access).apply((text) => createHash("sha256").update(text).digest("hex").slice(0, 16))}
    ${raw(guardPath)} confirm
  `;
}

/** Debian makes a small RSA key. A large one takes as long as the packages. */
const makeHostKey = `making=
if [ "$(ssh-keygen -l -f /etc/ssh/ssh_host_rsa_key.pub 2>/dev/null | cut -d' ' -f1)" != 4096 ]; then
  rm -f /etc/ssh/.ssh_host_rsa_key*
  ssh-keygen -q -t rsa -b 4096 -N '' -C '' -f /etc/ssh/.ssh_host_rsa_key &
  making=$!
fi`;

/** Debian makes an ECDSA key, too; the first boot's host key was one, known to the cloud's metadata, and ends here. */
const hostKeys = `if [ -n "$making" ]; then
  wait "$making"
  note /etc/ssh/ssh_host_rsa_key
  mv -f /etc/ssh/.ssh_host_rsa_key /etc/ssh/ssh_host_rsa_key
  mv -f /etc/ssh/.ssh_host_rsa_key.pub /etc/ssh/ssh_host_rsa_key.pub
fi
drop /etc/ssh/ssh_host_ecdsa_key /etc/ssh/ssh_host_ecdsa_key.pub /etc/ssh/ssh_host_dsa_key /etc/ssh/ssh_host_dsa_key.pub
if awk '$5 < 3071 && $5 ~ /^[0-9]+$/ { small = 1 } END { exit !small }' /etc/ssh/moduli; then
  awk '$5 >= 3071' /etc/ssh/moduli | put /etc/ssh/moduli 0644 root:root
fi`;

/** Accounts of those who administrate. Who leaves the list keeps the home directory and loses every way in. */
function people(administrators: PersonArgs[]): string {
  return `group=open-infrastructure-people
getent group $group >/dev/null || groupadd --system $group
printf '%%%s ALL=(ALL:ALL) NOPASSWD: ALL\\n' $group | put /etc/sudoers.d/open-infrastructure 0440 root:root
welcome() {
  id "$1" >/dev/null 2>&1 || useradd --create-home --key HOME_MODE=0700 --shell /bin/bash --comment "$2" "$1"
  # A run that was cut off may have left an account without a home.
  [ -d "$(getent passwd "$1" | cut -d: -f6)" ] || mkhomedir_helper "$1" 0077
  id -nG "$1" | grep -qw $group || usermod --append --groups $group --expiredate '' "$1"
}
${administrators.map(welcome).join("\n")}
for user in $(getent group $group | cut -d: -f4 | tr , ' '); do
  case " $administrators " in *" $user "*) continue ;; esac
  usermod --lock --expiredate 1 "$user"
  drop "/etc/open-infrastructure/authorized_keys/$user"
  loginctl disable-linger "$user" 2>/dev/null || true
  loginctl terminate-user "$user" 2>/dev/null || true
  pkill -KILL -u "$user" || true
  # A link may lead to another's keys. Nobody is left who could make one now.
  keys=/home/$user/.ssh
  [ -L "$keys" ] || keys=$keys/authorized_keys
  drop "$keys"
  # Last, since whoever is in the group and not in the list is looked at again by the next run.
  gpasswd --delete "$user" $group
  echo "$user left: the account is locked, /home/$user is kept"
done`;
}

function welcome({ name, mail, sshKeys = [] }: PersonArgs): string {
  return `welcome ${name} ${mail}
put /etc/open-infrastructure/authorized_keys/${name} 0644 root:root <<'END'
${sshKeys.join("\n")}
END`;
}
