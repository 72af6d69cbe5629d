/** The service over `fetch`, with the contract's types; nothing but types comes from elsewhere. */
export * from "./push-files.ts";
export * from "./service-client.ts";
export * from "./service-error.ts";
export type { Answer, Body, Connection, Transport } from "./transport.ts";
