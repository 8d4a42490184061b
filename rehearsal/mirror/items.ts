import { drones } from "./drone";
import { gitea } from "./gitea";
import { gogs } from "./gogs";
import type { Item } from "./item";
import { nextclouds } from "./nextcloud";
import { nodeImage } from "./node-image";
import { owncloudImage } from "./owncloud";
import { toolsImage } from "./tools-image";
import { woodpeckers } from "./woodpecker";

/** All that can be made for the mirror folder, in an order in which each finds what it is made of. */
export const items: Item[] = [
  ...gitea,
  ...gogs,
  toolsImage,
  nodeImage,
  ...woodpeckers,
  ...drones,
  ...nextclouds,
  owncloudImage,
];
