import * as pulumi from "@pulumi/pulumi";
import { putText, type RemoteFile } from "../remote/file";
import { raw, sh } from "../remote/shell";
import { notifyScript, type NotifyMail } from "./notify";
import { watchProgram, watchTimer, watchUnit } from "./watch";
import { sandbox } from "../remote/sandbox";

/** Script: the rest of what every machine gets. */
export function systemScript(mail: NotifyMail | undefined, sources: pulumi.Input<string>[]): pulumi.Output<string> {
  const files = pulumi.all(sources).apply((trusted) => systemFiles(trusted).map(putText).join("\n"));
  return sh`
    ${raw(files)}
    ${raw(notifyScript(mail))}
    ${raw(loginDefaults)}
    ${raw(swap)}
    if changed /etc/sysctl.d; then sysctl --quiet --ignore -p /etc/sysctl.d/60-open-infrastructure.conf || echo "some kernel settings can't be changed on this machine"; fi
    if changed /etc/systemd/system; then systemctl daemon-reload; fi
    if changed /etc/systemd/journald.conf.d; then systemctl restart systemd-journald; fi
    if changed /etc/fail2ban /etc/systemd/system/fail2ban && systemctl --quiet is-active fail2ban; then systemctl restart fail2ban; fi
    running fail2ban unattended-upgrades open-infrastructure-watch.timer apt-daily.timer apt-daily-upgrade.timer
    systemd-detect-virt --quiet --container || running systemd-timesyncd
    # It says that it started and then doesn't, where it finds nothing to read.
    for _ in $(seq 120); do if fail2ban-client status sshd; then watched=yes; break; fi; sleep 1; done
    [ "\${watched:-no}" = yes ] || fail "fail2ban doesn't watch sshd"
  `;
}

/** Files whose content is the same on all machines. */
export function systemFiles(sources: string[]): (RemoteFile & { content: string })[] {
  return [
    {
      path: "/etc/apt/apt.conf.d/52open-infrastructure",
      content: `// Security and stable updates arrive by themselves; a pending reboot is reported, not done.
APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
APT::Periodic::AutocleanInterval "7";
Unattended-Upgrade::Origins-Pattern:: "origin=Debian,codename=\${distro_codename},label=Debian";
Unattended-Upgrade::Origins-Pattern:: "origin=Debian,codename=\${distro_codename}-updates";
Unattended-Upgrade::Remove-Unused-Kernel-Packages "true";
Unattended-Upgrade::Automatic-Reboot "false";
`,
    },
    {
      path: "/etc/needrestart/conf.d/open-infrastructure.conf",
      content:
        "# Restart what uses old libraries without asking.\n$nrconf{restart} = 'a';\n$nrconf{kernelhints} = 0;\n",
    },
    {
      path: "/etc/fail2ban/jail.d/open-infrastructure.local",
      content: `# Without rsyslog there is no log file: failures are read from the journal.
[DEFAULT]
backend = systemd
banaction = nftables
banaction_allports = nftables[type=allports]
ignoreip = 127.0.0.0/8 ::1${sources.map((source) => ` ${source}`).join("")}
bantime = 10m
bantime.increment = true

[sshd]
enabled = true
`,
    },
    {
      path: "/etc/systemd/system/fail2ban.service.d/open-infrastructure.conf",
      content: `[Unit]
OnFailure=open-infrastructure-notify@%N.service

[Service]
${sandbox({ network: true, families: ["AF_NETLINK"], capabilities: ["CAP_NET_ADMIN", "CAP_DAC_READ_SEARCH"], writes: ["/var/lib/fail2ban", "/run/fail2ban", "/var/log"] })}
RuntimeDirectory=fail2ban
StateDirectory=fail2ban
`,
    },
    {
      path: "/etc/systemd/system/apt-daily-upgrade.service.d/open-infrastructure.conf",
      content: "[Unit]\nOnFailure=open-infrastructure-notify@%N.service\n",
    },
    {
      path: "/etc/systemd/journald.conf.d/open-infrastructure.conf",
      content: "[Journal]\nStorage=persistent\nSystemMaxUse=500M\nMaxRetentionSec=1month\n",
    },
    { path: "/etc/sysctl.d/60-open-infrastructure.conf", content: sysctl },
    {
      path: "/etc/security/limits.d/open-infrastructure.conf",
      content: "# No core dumps: they hold secrets. The star is for all but root.\n* hard core 0\nroot hard core 0\n",
    },
    {
      path: "/etc/profile.d/open-infrastructure.sh",
      content: `# Without PAM, too: no core dumps. A shell that waits for its user for an hour ends; what runs in it goes on.
ulimit -c 0
case $- in
*i*) TMOUT=\${TMOUT:-3600} ;;
esac
`,
    },
    {
      path: "/etc/systemd/coredump.conf.d/open-infrastructure.conf",
      content: "[Coredump]\nStorage=none\nProcessSizeMax=0\n",
    },
    {
      path: "/etc/modprobe.d/open-infrastructure.conf",
      content: [
        "dccp",
        "sctp",
        "rds",
        "tipc",
        "usb-storage",
        "firewire-core",
        "cramfs",
        "freevxfs",
        "hfs",
        "hfsplus",
        "jffs2",
        "udf",
      ]
        .map((module) => `install ${module} /bin/false\n`)
        .join(""),
    },
    { path: "/etc/issue.net", content: banner },
    { path: "/etc/issue", content: banner },
    { path: "/etc/default/debsums", content: "# Compare installed files with their packages.\nCRON_CHECK=weekly\n" },
    { path: "/usr/local/sbin/open-infrastructure-watch", mode: "0755", content: watchProgram },
    { path: "/etc/systemd/system/open-infrastructure-watch.service", content: watchUnit },
    { path: "/etc/systemd/system/open-infrastructure-watch.timer", content: watchTimer },
  ];
}

const banner =
  "This system is private. Access is for authorized people only and is logged;\nuse without permission is prohibited and may be prosecuted under the law.\n";

/** Kernel settings; Docker turns forwarding on itself where it runs. */
const sysctl = `dev.tty.ldisc_autoload = 0
fs.protected_fifos = 2
fs.protected_hardlinks = 1
fs.protected_regular = 2
fs.protected_symlinks = 1
fs.suid_dumpable = 0
kernel.dmesg_restrict = 1
kernel.kptr_restrict = 2
kernel.sysrq = 0
kernel.unprivileged_bpf_disabled = 1
kernel.yama.ptrace_scope = 2
net.core.bpf_jit_harden = 2
net.ipv4.conf.all.accept_redirects = 0
net.ipv4.conf.all.log_martians = 1
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.all.secure_redirects = 0
net.ipv4.conf.all.send_redirects = 0
net.ipv4.conf.default.accept_redirects = 0
net.ipv4.conf.default.accept_source_route = 0
net.ipv4.conf.default.log_martians = 1
net.ipv4.conf.default.send_redirects = 0
net.ipv4.tcp_syncookies = 1
net.ipv6.conf.all.accept_redirects = 0
net.ipv6.conf.default.accept_redirects = 0
`;

/** New accounts: private homes and files, strong hashes. */
const loginDefaults = `awk '
  BEGIN { want["HOME_MODE"] = "0700"; want["UMASK"] = "027"; want["PASS_MAX_DAYS"] = "365"; want["PASS_MIN_DAYS"] = "1"; want["SHA_CRYPT_MIN_ROUNDS"] = want["SHA_CRYPT_MAX_ROUNDS"] = "65536" }
  $1 in want { if (!seen[$1]++) print $1 "\\t" want[$1]; next }
  { print }
  END { for (n = split("HOME_MODE PASS_MAX_DAYS PASS_MIN_DAYS SHA_CRYPT_MAX_ROUNDS SHA_CRYPT_MIN_ROUNDS UMASK", names, " "); n > 0; n--) if (!seen[names[n]]) print names[n] "\\t" want[names[n]] }
' /etc/login.defs | put /etc/login.defs 0644 root:root
for path in /etc/crontab /etc/cron.d /etc/cron.daily /etc/cron.hourly /etc/cron.weekly /etc/cron.monthly /etc/ssh/sshd_config; do
  if [ -e $path ]; then chmod go-rwx $path; fi
done`;

/** A machine with little memory swaps rather than dies. A container shares the kernel of its computer and must not. */
const swap = `if [ "$(awk '/^MemTotal/ { print $2 }' /proc/meminfo)" -lt 2500000 ] && [ -z "$(swapon --noheadings --show)" ] && ! systemd-detect-virt --quiet --container; then
  [ -e /swapfile ] || { rm -f /swapfile.new; dd if=/dev/zero of=/swapfile.new bs=1M count=1024 status=none; chmod 0600 /swapfile.new; mkswap --quiet /swapfile.new; mv /swapfile.new /swapfile; }
  grep -q '^/swapfile ' /etc/fstab || echo '/swapfile none swap sw 0 0' >>/etc/fstab
  swapon /swapfile
fi`;
