// Loaded into the service that is soaked: answers how much of its memory is in use, once everything that nobody holds is
// gone. Bytes: objects, and buffers beside them.
process.on("message", () => {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  process.send(heapUsed + external);
});
process.channel?.unref();
