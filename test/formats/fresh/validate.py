"""Every Eval Ever's own JSON Schemas on what was exported: python validate.py SCHEMAS FOLDER"""

import json
import sys
from pathlib import Path

from jsonschema.validators import validator_for

schemas, folder = map(Path, sys.argv[1:3])


def validator(name: str):
    schema = json.loads((schemas / name).read_text())
    return validator_for(schema)(schema)


aggregate, instance = validator("eval.schema.json"), validator("instance_level_eval.schema.json")
passed = failed = 0
for file in sorted(folder.iterdir()):
    lines = [file.read_text()] if file.suffix == ".json" else file.read_text().splitlines()
    for number, line in enumerate(lines, 1):
        errors = list((aggregate if file.suffix == ".json" else instance).iter_errors(json.loads(line)))
        passed, failed = (passed, failed + 1) if errors else (passed + 1, failed)
        for error in errors[:3]:
            print(f"FAILED {file.name}: line {number}: {error.json_path}: {error.message[:200]}")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
