#!/usr/bin/env python3
"""Makes this dataset folder from the embedded descriptions.

    python3 convert.py SOURCE

SOURCE holds vectors.npy and records.csv (row, package, section, description). The rows are shuffled with
a fixed seed and stamped at a fixed rate; everything else is kept. Running it again gives the same bytes.
"""
import csv
import hashlib
import json
import pathlib
import random
import sys

import numpy

SEED = 20240101
START_NS = 1_704_067_200_000_000_000  # 2024-01-01T00:00:00Z
STEP_NS = 20_000_000  # 50 vectors a second


def main() -> None:
    source = pathlib.Path(sys.argv[1])
    target = pathlib.Path(__file__).resolve().parent
    vectors = numpy.load(source / "vectors.npy")
    with open(source / "records.csv", newline="", encoding="utf-8") as file:
        records = list(csv.DictReader(file))
    assert vectors.dtype == numpy.float32 and len(records) == len(vectors)

    # Python's own generator, whose shuffle is the same in every version of Python 3.
    order = list(range(len(records)))
    random.Random(SEED).shuffle(order)

    numpy.save(target / "vectors.npy", numpy.ascontiguousarray(vectors[order].astype("<f4")))
    with open(target / "records.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["row", "id", "timestamp_ns", "domain", "description"])
        for row, old in enumerate(order):
            record = records[old]
            writer.writerow(
                [row, record["package"], START_NS + row * STEP_NS, record["section"], record["description"]])
    meta = {
        "schema_version": 1,
        "dimension": int(vectors.shape[1]),
        "count": len(records),
        "seed": SEED,
        "scenario": "debian-descriptions",
        "sha256": {
            name: hashlib.sha256((target / name).read_bytes()).hexdigest()
            for name in ("records.csv", "vectors.npy")
        },
    }
    (target / "meta.json").write_text(json.dumps(meta, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
