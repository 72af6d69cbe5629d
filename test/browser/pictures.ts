/** Pictures of pages beside those that were looked at and kept. */
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { expect } from "vitest";

const here = path.dirname(fileURLToPath(import.meta.url));

/** Share of the pixels that may differ. */
const tolerance = 0.01;

/**
 * The picture is like the one that is kept under its name, but for one pixel in a hundred. With UPDATE_PICTURES set, or
 * where none is kept, it is kept; where they differ, the new one and what differs are left in `pictures/differing`.
 */
export async function expectPicture(name: string, picture: Uint8Array): Promise<void> {
  const file = path.join(here, "pictures", `${name}.png`);
  if (process.env.UPDATE_PICTURES || (!existsSync(file) && !process.env.CI)) {
    await writeFile(file, picture);
    return;
  }
  const kept = PNG.sync.read(await readFile(file));
  const found = PNG.sync.read(Buffer.from(picture));
  expect([found.width, found.height], `${name}: size`).toEqual([kept.width, kept.height]);
  const { width, height } = kept;
  const difference = new PNG({ width, height });
  const differing = pixelmatch(kept.data, found.data, difference.data, width, height, { threshold: 0.1 });
  if (differing > tolerance * width * height) {
    const folder = path.join(here, "pictures/differing");
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, `${name}.png`), picture);
    await writeFile(path.join(folder, `${name}-difference.png`), PNG.sync.write(difference));
  }
  expect(differing / (width * height), `${name}: share of pixels that differ`).toBeLessThanOrEqual(tolerance);
}
