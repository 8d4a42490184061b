[ -z "$(command -v cloud-init)" ] || timeout 900 cloud-init status --wait >/dev/null || [ $? = 2 ] || fail "cloud-init failed: see /var/log/cloud-init-output.log on the machine"
key=/etc/ssh/ssh_host_ed25519_key
if [ ! -s $key.pub ]; then
  rm -f $key /etc/ssh/.new_ed25519*
  ssh-keygen -q -t ed25519 -N '' -C '' -f /etc/ssh/.new_ed25519
  mv /etc/ssh/.new_ed25519 $key
  mv /etc/ssh/.new_ed25519.pub $key.pub
fi
systemctl reload ssh
result "$(cut -d' ' -f1,2 $key.pub)"