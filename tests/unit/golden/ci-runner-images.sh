build() {
  if changed "$2/" || ! docker image inspect "$1" >/dev/null 2>&1; then
    # The image of before would otherwise pile up with every build.
    DOCKER_BUILDKIT=0 docker build --force-rm --label open-infrastructure.keep=yes --tag "$1" "$2" || fail "the image $1 can't be built"
  fi
}
put /etc/open-infrastructure/images/example_tool_1/Dockerfile 0644 root:root <<'END'
FROM scratch
COPY bin/tool.sh /
END
put /etc/open-infrastructure/images/example_tool_1/bin/tool.sh 0755 root:root <<'END'
#!/bin/sh
echo ${1:-it's} $$
END
put /etc/open-infrastructure/images/example_tool_1/notes 0644 root:root <<'END_'
END
END_
find /etc/open-infrastructure/images/example_tool_1 -type f ! -path /etc/open-infrastructure/images/example_tool_1/Dockerfile ! -path /etc/open-infrastructure/images/example_tool_1/bin/tool.sh ! -path /etc/open-infrastructure/images/example_tool_1/notes | while read -r path; do drop "$path"; done
build example/tool:1 /etc/open-infrastructure/images/example_tool_1