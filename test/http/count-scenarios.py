"""Counts what schemathesis ran, from its event files: a scenario is one phase of one operation, or calls that follow from each
other. Arguments: FILE=OPERATIONS, how many operations must have passed in each."""

import json
import sys

passed = failed = 0
for argument in sys.argv[1:]:
    name, needed = argument.rsplit("=", 1)
    operations = set()
    finished = False
    with open(name, encoding="utf-8") as events:
        for line in events:
            event = json.loads(line)
            finished = finished or "EngineFinished" in event
            scenario = event.get("ScenarioFinished")
            if scenario is None:
                continue
            if scenario["status"] == "success":
                passed += 1
                operations.add(scenario["recorder"]["label"])
            elif scenario["status"] != "skip":
                failed += 1
    if not finished or len(operations) < int(needed):
        print(f"needed a whole run over at least {needed} operations, found {len(operations)} that passed in {name}")
        failed += 1
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed > 0 else 0)
