# made with df6b07176a9b17cc
start=$(date +%s)
if ! open-infrastructure-site website up-to-date && ! systemctl start open-infrastructure-site-website.service; then
  journalctl --sync
  journalctl --quiet --output=cat --unit=open-infrastructure-site-website.service --since="@$start" | tail -n 25 | tr -cd '[:print:]\n'
  fail "the pages can't be published"
fi
running open-infrastructure-site-website.timer open-infrastructure-site-website.path