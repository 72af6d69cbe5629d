export * from "./catalogue-suite.ts";
export * from "./definition.ts";
export * from "./definition-for.ts";
export * from "./metric-kind.ts";
export * from "./metric-words.ts";
export * from "./recognise.ts";
export { suites } from "./suites/index.ts";
