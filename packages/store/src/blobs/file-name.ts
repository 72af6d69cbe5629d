/**
 * Keys as paths that every file system tells apart: case does not count on macOS and Windows, some characters and names
 * are forbidden, 255 bytes are the longest name.
 *
 * Lower-case letters, digits, `-` and `_` stand for themselves; `=x` is the capital X; every other byte of UTF-8 is `%xx`.
 * A blob's file ends in `.blob`, which no folder's name can, so `a` and `a/b` live side by side. Names over 200 characters
 * go on in a folder below one that ends in `~`.
 */
const ending = ".blob";
const longestName = 200;
const windowsDevice = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** The path of a blob below the root, its names joined by `/`. */
export function pathOfKey(key: string): string {
  return `${folderOf(key)}${ending}`;
}

/** The path of the folder that holds the blobs whose keys start with `key` and a slash. */
export function folderOf(key: string): string {
  return key.split("/").map(nameOf).join("/");
}

/** The key of a blob's path; undefined where no key has this path. */
export function keyOfPath(path: string): string | undefined {
  if (!path.endsWith(ending)) return undefined;
  const joined = path.slice(0, -ending.length).replaceAll("~/", "");
  const bytes = joined
    .replace(/=([a-z])/g, (_, letter: string) => letter.toUpperCase())
    .replace(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const key = Buffer.from(bytes, "latin1").toString("utf8");
  return key !== "" && pathOfKey(key) === path ? key : undefined;
}

function nameOf(segment: string): string {
  let name = "";
  for (const byte of Buffer.from(segment, "utf8")) {
    const character = String.fromCharCode(byte);
    if (/[a-z0-9_-]/.test(character)) name += character;
    else if (/[A-Z]/.test(character)) name += `=${character.toLowerCase()}`;
    else name += escaped(byte);
  }
  if (windowsDevice.test(name)) name = escaped(name.charCodeAt(0)) + name.slice(1);
  return pieces(name).join("~/");
}

function escaped(byte: number): string {
  return `%${byte.toString(16).padStart(2, "0")}`;
}

/** Cut where no escape is torn. */
function pieces(name: string): string[] {
  const cut: string[] = [];
  let rest = name;
  while (rest.length > longestName) {
    const torn = /(=|%|%.)$/.exec(rest.slice(0, longestName));
    const at = longestName - (torn?.[0].length ?? 0);
    cut.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...cut, rest];
}
