"""Executes the example notebooks against a running service, and compares what they print with what is committed.

`--write` puts the new outputs into the notebooks. Drawings and stderr are kept or dropped, but not compared: a drawing
names its digest, which changes with the specification.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "notebooks"
# What each notebook must say, whatever is committed.
KEY_TEXTS = {
    "first-comparison.ipynb": ["'suites': 6", "compute: matched", "arithmetic:", "needed a finite number"],
    "fifty-three-suites.ipynb": ["win rate", "0 regressions", "truthfulqa:", "from the first dose to the last"],
}


def executed(path: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    # sockets in a folder of the user's own, not ports that anybody on the machine may open
    with tempfile.TemporaryDirectory(prefix="evenmatch-kernel-") as folder:
        kernel = AsyncKernelManager(kernel_name="python3", transport="ipc", ip=os.path.join(folder, "kernel"))
        NotebookClient(notebook, timeout=120, km=kernel, coalesce_streams=True).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def texts(notebook: nbformat.NotebookNode) -> list[str]:
    """What every cell prints and shows as text, line by line, with the cell's id before it."""
    lines: list[str] = []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        lines.append(f"[{cell.id}]")
        for output in cell.outputs:
            text = output.get("text") or output.get("data", {}).get("text/plain", "")
            # how long the drawing is depends on its digest and its fonts
            lines.extend(re.sub(r"<Forest: \d+", "<Forest: …", text).splitlines())
    return lines


def faults(path: Path, write: bool) -> list[str]:
    committed = texts(nbformat.read(path, as_version=4))
    try:
        notebook = executed(path)
    except CellExecutionError as error:
        return [str(error)]
    found = texts(notebook)
    missing = [f"needed {text!r} among the outputs" for text in KEY_TEXTS[path.name] if text not in "\n".join(found)]
    drawings = [o for cell in notebook.cells for o in cell.get("outputs", []) if "image/svg+xml" in o.get("data", {})]
    if not drawings:
        missing.append("needed a drawing, found none")
    if write:
        nbformat.validate(notebook)
        nbformat.write(notebook, path)
        return missing
    return missing + list(difflib.unified_diff(committed, found, "committed", "executed", lineterm="", n=1))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    os.environ["TQDM_DISABLE"] = "1"
    paths = sorted(FOLDER.glob("*.ipynb"))
    failed = 0
    for path in paths:
        started = time.monotonic()
        wrong = faults(path, arguments.write)
        failed += bool(wrong)
        said = "wrong" if wrong else "written" if arguments.write else "as committed"
        print(f"{said}: {path.name} ({time.monotonic() - started:.1f} s)")
        for line in wrong[:60]:
            print(f"  {line}")
    names = {path.name for path in paths}
    if names != set(KEY_TEXTS):
        print(f"needed the notebooks {sorted(KEY_TEXTS)}, found {sorted(names)}")
        failed += 1
    print(f"notebooks: {len(paths) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
