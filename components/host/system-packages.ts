/** What every machine has installed, besides what closes its ways in. The first step of a machine installs all of it: apt takes a while to start. */
export const systemPackages = [
  "ca-certificates",
  "curl",
  "jq",
  "unattended-upgrades",
  "apt-listchanges",
  "needrestart",
  "fail2ban",
  "python3-systemd",
  "systemd-timesyncd",
  "libpam-tmpdir",
  "libpam-pwquality",
  "debsums",
];
