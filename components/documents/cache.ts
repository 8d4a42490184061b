import { sandbox } from "../remote/sandbox";
import { cacheSocket, etc, user } from "./places";

/** Settings of the cache: nothing in it is needed again after a restart. */
export const cacheConfig = `# Made by Open Infrastructure, changes are lost.
port 0
unixsocket ${cacheSocket}
unixsocketperm 700
daemonize no
supervised systemd
save ""
appendonly no
dir /run/open-infrastructure-documents-cache
maxmemory 96mb
maxmemory-policy allkeys-lru
`;

/** The cache's unit; \`@cache@\` says which program the machine has. */
export const cacheService = `[Unit]
Description=Documents: what is asked for again and again
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=notify
User=${user}
Group=${user}
ExecStart=/usr/bin/@cache@-server ${etc}/cache.conf
RuntimeDirectory=open-infrastructure-documents-cache
RuntimeDirectoryMode=0700
# A container has this very directory.
RuntimeDirectoryPreserve=yes
Restart=always
RestartSec=2
${sandbox()}
`;
