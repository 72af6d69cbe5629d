/** `samples_{task}_{time}.jsonl`, as the harness names its files: the one place where a sample file's task stands. */
const samplesName = /^samples_(.+)_([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.-]+)$/;
const resultsName = /^results_([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.-]+)$/;
const endings = /\.(?:gz|zst|zstd)$|\.(?:jsonl|json|ndjson)(?:\.(?:gz|zst|zstd))?$/;

/** Folder of a source's name, "" at the top. */
export function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf("/") + 1);
}

/** Which task, and which run, does a sample file's name tell? Without the pattern the whole name is the task. */
export function samplesFile(name: string): { task: string; time: string | undefined } {
  const base = baseOf(name);
  const found = samplesName.exec(base);
  if (found !== null) return { task: found[1] as string, time: found[2] };
  return { task: base.replace(/^samples_/, ""), time: undefined };
}

/** The run that a results file's name tells. */
export function resultsTime(name: string): string | undefined {
  return resultsName.exec(baseOf(name))?.[1];
}

function baseOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1).replace(endings, "");
}
