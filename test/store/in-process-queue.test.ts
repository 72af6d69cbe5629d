import { inProcessJobs } from "../../packages/store/src/jobs/in-process.ts";
import { jobsSuite } from "./jobs-suite.ts";

jobsSuite("this process", async (handle, { attempts }) => {
  const jobs = inProcessJobs({ handle, attempts, concurrency: 2, backoffMs: 2, onError: () => undefined });
  return { jobs, dead: async () => jobs.deadLetters().map(({ job }) => job), close: () => jobs.stop() };
});
