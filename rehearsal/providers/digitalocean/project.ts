import type { ResourceType } from "../bridged";
import { autoName, notZero } from "./api";
import { stored } from "./stored";

/** `digitalocean:index/project:Project`. */
export const project: ResourceType = {
  autoName,
  properties: {
    createdAt: { type: "string", computed: true },
    description: { type: "string", default: "" },
    environment: {
      type: "string",
      same: (old, value) => String(old).toLowerCase() === String(value).toLowerCase(),
      validate: (value, path) => {
        const allowed = ["development", "staging", "production"];
        if (allowed.includes(String(value).toLowerCase())) return undefined;
        return `expected ${path} to be one of ["development" "staging" "production"], got ${String(value)}`;
      },
    },
    isDefault: { type: "boolean", default: false },
    name: { type: "string", validate: notZero },
    ownerId: { type: "number", computed: true },
    ownerUuid: { type: "string", computed: true },
    purpose: { type: "string", default: "Web Application" },
    resources: { type: "set", computed: true, input: true },
    updatedAt: { type: "string", computed: true },
  },
  ...stored("projects", "projects", () => {
    const now = new Date().toISOString();
    return { createdAt: now, updatedAt: now, ownerId: 1, ownerUuid: "00000000-0000-4000-8000-000000000001" };
  }),
};
