import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { startEmbedded } from "../../packages/store/src/engine/embedded.ts";
import { storeSuite } from "./store-suite.ts";

storeSuite("the embedded engine", async () => {
  const home = await mkdtemp(path.join(os.tmpdir(), "store-"));
  const engine = await startEmbedded({ home });
  return {
    engine,
    close: async () => {
      await engine.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
});
