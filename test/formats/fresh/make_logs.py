"""Logs made afresh by the real tools, without a model or a network, and what each tool itself says of them.

    python make_logs.py FOLDER

writes FOLDER/inspect, FOLDER/lm-eval and FOLDER/said.json: for each file, the tool's own figures, read by its own reader.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", TOKENIZERS_PARALLELISM="false", INSPECT_DISPLAY="none")
here = Path(__file__).parent
root = Path(sys.argv[1]).resolve()


def inspect_logs(folder: Path) -> list[dict]:
    """Every task in both formats: 0/1 with epochs, dict scores with clusters, errors."""
    from inspect_ai import eval as run
    from inspect_ai.log import read_eval_log

    sys.path.insert(0, str(here))
    import inspect_tasks

    said = []
    for log_format in ("eval", "json"):
        for task in (inspect_tasks.exact(), inspect_tasks.bedside(), inspect_tasks.failing()):
            logs = run(
                task,
                model="mockllm/model",
                log_dir=str(folder / log_format),
                log_format=log_format,
                fail_on_error=False,
            )
            place = logs[0].location.removeprefix("file://")
            log = read_eval_log(place, header_only=True)
            figures = [
                {"metric": score.name if score.name == score.scorer else f"{score.scorer}/{score.name}", "mean": metric.value}
                for score in log.results.scores
                for name, metric in score.metrics.items()
                if name == "mean" or name == "accuracy"
            ]
            dataset = log.eval.dataset
            said.append(
                {
                    "file": str(Path(place).relative_to(root)),
                    "tool": "inspect",
                    "task": log.eval.task,
                    "status": log.status,
                    "figures": figures,
                    "items": dataset.samples,
                    "epochs": log.eval.config.epochs,
                    "errors": sum(1 for s in read_eval_log(place).samples if s.error is not None),
                }
            )
    return said


def crashed_log(folder: Path) -> dict:
    """A run whose process dies in its sixth sample: what is left has no header and no results."""
    code = "import inspect_tasks, inspect_ai; inspect_ai.eval(inspect_tasks.dying(), model='mockllm/model', log_dir={0!r}, log_format='eval', log_buffer=1, log_realtime=False, max_samples=1)"
    done = subprocess.run([sys.executable, "-c", code.format(str(folder))], cwd=here, capture_output=True, text=True)
    if done.returncode != 9:
        raise SystemExit(f"needed a run that dies with 9, found {done.returncode}: {done.stderr[-2000:]}")
    (log,) = folder.glob("*.eval")
    return {"file": str(log.relative_to(root)), "tool": "inspect", "task": "dying", "status": "started", "figures": []}


def lm_eval_results(folder: Path) -> list[dict]:
    """The dummy model on local tasks: a multiple choice one in two parts with a group, and one that generates."""
    said = []
    for with_samples in (True, False):
        out = folder / ("samples" if with_samples else "means")
        command = [sys.executable, "-m", "lm_eval", "run", "--model", "dummy", "--include_path", str(here / "lm_eval_tasks")]
        command += ["--tasks", "fresh_choice,fresh_sum", "--output_path", str(out)] + (["--log_samples"] if with_samples else [])
        done = subprocess.run(command, cwd=here / "lm_eval_tasks", capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"lm_eval: {done.stdout[-2000:]}{done.stderr[-4000:]}")
        (file,) = out.rglob("results_*.json")
        results = json.loads(file.read_text())
        for task, figures in results["results"].items():
            if task in results.get("groups", {}):
                continue
            numbers = {name: value for name, value in figures.items() if isinstance(value, (int, float))}
            said.append(
                {
                    "file": str(file.relative_to(root)),
                    "tool": "lm-eval",
                    "task": task,
                    "status": "samples" if with_samples else "means",
                    "figures": [{"metric": n, "mean": v} for n, v in numbers.items() if "_stderr" not in n and "," in n],
                    "standardErrors": {n.replace("_stderr", ""): v for n, v in numbers.items() if "_stderr" in n},
                    "items": results["n-samples"][task]["effective"],
                }
            )
    return said


if __name__ == "__main__":
    said = inspect_logs(root / "inspect") + [crashed_log(root / "inspect" / "crashed")] + lm_eval_results(root / "lm-eval")
    (root / "said.json").write_text(json.dumps(said, indent=1))
