// A bare Node handler that sends one buffer: the floor of serving. Arguments: FILE HEADERS (a JSON list of names and
// values in turn); prints its port.
import { readFileSync } from "node:fs";
import http from "node:http";

const body = readFileSync(process.argv[2]);
const headers = JSON.parse(process.argv[3]);
const server = http.createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
setTimeout(() => process.exit(1), 15 * 60_000).unref();
process.on("SIGTERM", () => process.exit(0));
