import { randomBytes } from "node:crypto";
import { hashSync } from "bcryptjs";
import { bridgedProvider, type Property, type ResourceType } from "../bridged";
import { alignNumeric, atLeastOne, characterProperties, randomText } from "./characters";

const kept: Property = { type: "string", computed: true, keeps: true };
const keptSecret: Property = { ...kept, secret: true };
const keepers: Property = { type: "map", replaces: true };
const BCRYPT_LIMIT = 72;
const BCRYPT_COST = 10;

/** `random:index/randomPassword:RandomPassword`. */
const password: ResourceType = {
  meta: '{"schema_version":"3"}',
  properties: { ...characterProperties, bcryptHash: keptSecret, id: kept, result: keptSecret },
  modifyPlan: alignNumeric,
  create: async ({ planned }) => {
    const result = randomText(planned);
    const hashed = Buffer.from(result).subarray(0, BCRYPT_LIMIT).toString();
    return { id: "none", known: { id: "none", result, bcryptHash: hashSync(hashed, BCRYPT_COST) } };
  },
};

/** `random:index/randomString:RandomString`. */
const string: ResourceType = {
  meta: '{"schema_version":"3"}',
  properties: { ...characterProperties, id: kept, result: kept },
  modifyPlan: alignNumeric,
  create: async ({ planned }) => {
    const result = randomText(planned);
    return { id: result, known: { id: result, result } };
  },
};

/** `random:index/randomBytes:RandomBytes`. */
const bytes: ResourceType = {
  properties: {
    base64: keptSecret,
    hex: keptSecret,
    keepers,
    length: { type: "number", required: true, replaces: true, validate: atLeastOne },
  },
  create: async ({ planned }) => {
    const made = randomBytes(planned.length as number);
    const base64 = made.toString("base64");
    return { id: base64, known: { base64, hex: made.toString("hex") } };
  },
};

/** `random:index/randomId:RandomId`. */
const id: ResourceType = {
  properties: {
    ...{ b64Std: kept, b64Url: kept, dec: kept, hex: kept, id: kept, keepers },
    byteLength: { type: "number", required: true, replaces: true },
    prefix: { type: "string", replaces: true },
  },
  create: async ({ planned }) => {
    const made = randomBytes(planned.byteLength as number);
    const prefix = (planned.prefix as string | undefined) ?? "";
    const url = made.toString("base64url");
    const known = {
      id: url,
      b64Url: `${prefix}${url}`,
      b64Std: `${prefix}${made.toString("base64")}`,
      hex: `${prefix}${made.toString("hex")}`,
      dec: `${prefix}${BigInt(`0x${made.toString("hex")}`)}`,
    };
    return { id: url, known };
  },
};

/** The `random` provider, as far as strings, passwords, bytes and ids go. */
export const provider = bridgedProvider({
  name: "random",
  // renovate: datasource=npm depName=@pulumi/random
  version: "4.21.2",
  framework: "plugin-framework",
  resources: {
    "random:index/randomBytes:RandomBytes": bytes,
    "random:index/randomId:RandomId": id,
    "random:index/randomPassword:RandomPassword": password,
    "random:index/randomString:RandomString": string,
  },
});
