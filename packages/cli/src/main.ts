/** The `evenmatch` command. */
import { exitCodes } from "./failure.ts";
import { runProgram } from "./run-program.ts";

// A reader that has seen enough (`| head`) closes the pipe: that is no error of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(process.exitCode ?? exitCodes.done);
  });
}

process.exitCode = await runProgram(process.argv.slice(2));
