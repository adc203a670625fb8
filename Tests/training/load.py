"""Loads every configuration and split of exports with 'datasets' and compares each value."""
import json
import os
import sys

from datasets import get_dataset_config_names, load_dataset


def same(one, other):
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def check(rows, lines, place):
    differing = [index for index, pair in enumerate(zip(rows, lines)) if not same(*pair)]
    if len(rows) != len(lines) or differing:
        sys.exit(f"error: {place}: {len(rows)} rows of {len(lines)}, {len(differing)} differ: "
                 f"{[rows[index] for index in differing[:1]]}")
    print(f"{place}: {len(rows)} rows, none differs")


for folder in sys.argv[1:]:
    with open(os.path.join(folder, "facet.json"), encoding="utf-8") as file:
        paths = [entry["path"] for entry in json.load(file)["files"]]
    for name in get_dataset_config_names(folder):
        for split, rows in load_dataset(folder, name).items():
            path = os.path.join(folder, next(p for p in paths if p.startswith(f"{name}/{split}.")))
            if path.endswith(".parquet"):
                # Compared with the export of JSON Lines of like name, if there is one.
                path = path.replace("_parquet/", "/").replace(".parquet", ".jsonl")
                if not os.path.exists(path):
                    print(f"{folder}: {len(rows)} rows")
                    continue
                with open(path, encoding="utf-8") as file:
                    lines = [json.loads(line) for line in file]
                check(rows, lines, "/".join(path.split("/")[-3:]) + ", Parquet")
                continue
            with open(path, encoding="utf-8") as file:
                lines = [json.loads(line) for line in file]
            place = "/".join(path.split("/")[-3:])
            check(rows, lines, place)
            # Also without the card.
            check(load_dataset("json", data_files=path, split="train"), lines, place + ", bare")
            if len(lines) > 5000:
                halves = [path + ".one", path + ".two"]
                for half, part in zip(halves, (lines[:3000], lines[3000:])):
                    with open(half, "w", encoding="utf-8") as file:
                        file.writelines(json.dumps(line) + "\n" for line in part)
                shards = load_dataset("json", data_files=halves, features=rows.features, split="train")
                check(shards, lines, place + ", in two files")
                for half in halves:
                    os.remove(half)
