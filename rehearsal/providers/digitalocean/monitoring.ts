import type { Properties, ResourceType } from "../bridged";
import { autoName } from "./api";
import { stored } from "./stored";

const slack: Properties = { channel: { type: "string", required: true }, url: { type: "string", required: true } };
const notifications: Properties = { emails: { type: "list" }, slacks: { type: "list", fields: slack } };

/** `digitalocean:index/uptimeCheck:UptimeCheck`. Nobody calls at the target; the cloud knows that it was asked to. */
export const uptimeCheck: ResourceType = {
  autoName,
  properties: {
    enabled: { type: "boolean", default: true },
    name: { type: "string" },
    regions: { type: "set" },
    target: { type: "string", required: true },
    type: { type: "string", default: "https", oneOf: ["ping", "http", "https"] },
  },
  ...stored("uptimeChecks", "uptime/checks"),
};

/** `digitalocean:index/uptimeAlert:UptimeAlert`. */
export const uptimeAlert: ResourceType = {
  autoName,
  properties: {
    checkId: { type: "string", required: true },
    comparison: { type: "string", oneOf: ["greater_than", "less_than"] },
    name: { type: "string" },
    notifications: { type: "list", required: true, fields: notifications },
    period: { type: "string", oneOf: ["2m", "3m", "5m", "10m", "15m", "30m", "1h"] },
    threshold: { type: "number" },
    type: { type: "string", required: true, oneOf: ["latency", "down", "down_global", "ssl_expiry"] },
  },
  ...stored("uptimeAlerts", "uptime/alerts"),
};

const DROPLET_METRICS = [
  "cpu",
  "memory_utilization_percent",
  "disk_utilization_percent",
  "public_outbound_bandwidth",
  "public_inbound_bandwidth",
  "private_outbound_bandwidth",
  "private_inbound_bandwidth",
  "disk_read",
  "disk_write",
  "load_1",
  "load_5",
  "load_15",
].map((metric) => `v1/insights/droplet/${metric}`);

/** `digitalocean:index/monitorAlert:MonitorAlert`, for droplets. */
export const monitorAlert: ResourceType = {
  properties: {
    alerts: { type: "object", required: true, fields: notifications },
    compare: { type: "string", required: true, oneOf: ["GreaterThan", "LessThan"] },
    description: { type: "string", required: true },
    enabled: { type: "boolean", default: true },
    entities: { type: "set" },
    tags: { type: "set" },
    type: { type: "string", required: true, oneOf: DROPLET_METRICS },
    uuid: { type: "string", computed: true },
    value: { type: "number", required: true },
    window: { type: "string", required: true, oneOf: ["5m", "10m", "30m", "1h"] },
  },
  ...stored("monitorAlerts", "monitoring/alerts", (id) => ({ uuid: id })),
};
