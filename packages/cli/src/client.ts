export * from "@evenmatch/client";
