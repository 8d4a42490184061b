import * as pulumi from "@pulumi/pulumi";
import type * as tls from "@pulumi/tls";

/** User data of a new machine: the host key of the first connection, and nothing that this library may ever want to change. */
export function userData(hostKey: tls.PrivateKey): pulumi.Output<string> {
  return pulumi.secret(
    pulumi.all([hostKey.privateKeyOpenssh, hostKey.publicKeyOpenssh]).apply(
      ([privateKey, publicKey]) => `#cloud-config
ssh_deletekeys: true
ssh_keys:
  ecdsa_private: |
${privateKey.trim().replace(/^/gm, "    ")}
  ecdsa_public: ${publicKey.trim()}
`,
    ),
  );
}

/**
 * The first script on a new machine: the key that stays is made beside the first one, and its public half is the result.
 * A client asks for one type of key, so both can be served until the baseline removes the first: a run that is cut off
 * here can be repeated.
 */
export const identityScript = `[ -z "$(command -v cloud-init)" ] || timeout 900 cloud-init status --wait >/dev/null || [ $? = 2 ] || fail "cloud-init failed: see /var/log/cloud-init-output.log on the machine"
key=/etc/ssh/ssh_host_ed25519_key
if [ ! -s $key.pub ]; then
  rm -f $key /etc/ssh/.new_ed25519*
  ssh-keygen -q -t ed25519 -N '' -C '' -f /etc/ssh/.new_ed25519
  mv /etc/ssh/.new_ed25519 $key
  mv /etc/ssh/.new_ed25519.pub $key.pub
fi
systemctl reload ssh
result "$(cut -d' ' -f1,2 $key.pub)"`;
