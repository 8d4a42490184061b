export { bridgedProvider, type BridgedProvider } from "./provider";
export type { Operation, Plain, PlainMap, Properties, Property, ResourceType } from "./schema";
