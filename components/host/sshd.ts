/**
 * sshd by keys only. Debian includes these files first, and sshd keeps the first value it reads. `sources` are where
 * accounts other than `git` may come from, if the packet filter lets everybody pass; empty means everywhere.
 */
export function sshdConfig({ port, sources = [] }: { port: number; sources?: string[] }): string {
  return `# Made by Open Infrastructure, changes are lost.
Port ${port}
HostKey /etc/ssh/ssh_host_ed25519_key
HostKey /etc/ssh/ssh_host_rsa_key
AuthorizedKeysFile /etc/open-infrastructure/authorized_keys/%u .ssh/authorized_keys
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitEmptyPasswords no
PubkeyAuthentication yes
AuthenticationMethods publickey
MaxAuthTries 3
MaxSessions 2
MaxStartups 30:30:100
LoginGraceTime 30
ClientAliveInterval 60
ClientAliveCountMax 2
AllowTcpForwarding no
AllowAgentForwarding no
AllowStreamLocalForwarding no
GatewayPorts no
PermitTunnel no
PermitUserEnvironment no
X11Forwarding no
Compression no
TCPKeepAlive no
UseDNS no
LogLevel VERBOSE
DebianBanner no
Ciphers chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes256-ctr,aes192-ctr,aes128-gcm@openssh.com,aes128-ctr
MACs hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,umac-128-etm@openssh.com
HostKeyAlgorithms ${hostKeyAlgorithms}
PubkeyAcceptedAlgorithms ${hostKeyAlgorithms},sk-ecdsa-sha2-nistp256@openssh.com
CASignatureAlgorithms sk-ssh-ed25519@openssh.com,ssh-ed25519,rsa-sha2-512,rsa-sha2-256
RequiredRSASize 3072
${sources.length === 0 ? "" : `AllowUsers git ${sources.map((source) => `*@${source}`).join(" ")}\n`}`;
}

/** In the order of ssh-audit's policy for a hardened Debian 12. */
const hostKeyAlgorithms = [
  "sk-ssh-ed25519-cert-v01@openssh.com",
  "ssh-ed25519-cert-v01@openssh.com",
  "rsa-sha2-512-cert-v01@openssh.com",
  "rsa-sha2-256-cert-v01@openssh.com",
  "sk-ssh-ed25519@openssh.com",
  "ssh-ed25519",
  "rsa-sha2-512",
  "rsa-sha2-256",
].join(",");

/** Key exchanges of ssh-audit's policy for a hardened Debian 12. */
export const keyExchanges =
  "sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org,diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,diffie-hellman-group-exchange-sha256";

/** Against quantum computers too, where sshd has it: OpenSSH 9.9 and later. */
export const laterKeyExchange = "mlkem768x25519-sha256";
