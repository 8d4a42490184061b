/** Where the settings of a service really are: beside the data, owned by root, so that no service can swap them. */
export function keptDirectory(service: string, dataDirectory: string): string {
  return `${dataDirectory}/settings/${service}`;
}

/**
 * Script text: the settings of a service, and the secrets that are made on the machine, are kept beside the data, which is worth nothing
 * without them and may outlive the machine. Everybody finds them below /etc/open-infrastructure.
 */
export function keepSettings(service: string, dataDirectory: string): string {
  const link = `/etc/open-infrastructure/${service}`;
  const kept = keptDirectory(service, dataDirectory);
  return `if [ -L ${link} ]; then
  [ "$(readlink ${link})" = ${kept} ] || fail "dataDirectory: this machine's data is beside $(readlink ${link}); move all of it to ${dataDirectory} and run: ln -sfn ${kept} ${link}"
  [ -d ${link}/ ] || fail "${kept} is missing, and so is what this machine's data belongs to: is the disk there that belongs at ${dataDirectory}?"
elif [ -e ${link} ]; then
  fail "${link} is on the machine's own disk: run install -d -m 0711 ${dataDirectory}/settings && mv -nT ${link} ${kept} && ln -s ${kept} ${link}"
fi
[ -d ${dataDirectory} ] || install -d -m 0755 ${dataDirectory}
install -d -m 0711 ${dataDirectory}/settings
[ -d ${kept} ] || install -d -m 0700 ${kept}
install -d -m 0755 /etc/open-infrastructure
[ -L ${link} ] || ln -s ${kept} ${link}`;
}
