#!/usr/bin/env python3
"""Makes the small files of vectors in vectors/ that StreamFormatsTests reads.

Run:  pip install numpy h5py && python3 make_vectors.py
NumPy (and h5py) write everything, in the ways their users do: numpy.save for the arrays, tofile for fbin and
u8bin, and the int32 view trick of faiss' own scripts for fvecs and bvecs. expected.csv holds the same numbers
as text. The same bytes come out every time.
"""
import csv
import os

import h5py
import numpy as np

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "vectors")
ROWS, DIMENSION = 6, 5


def fvecs_write(path, x):
    """As in faiss/contrib/vecs_io.py: the dimension as an int32 column before the floats."""
    n, d = x.shape
    out = np.empty((n, d + 1), dtype="<i4")
    out[:, 0] = d
    out[:, 1:] = x.astype("<f4").view("<i4")
    out.tofile(path)


def bvecs_write(path, x):
    n, d = x.shape
    out = np.empty((n, d + 4), dtype="u1")
    out[:, :4] = np.array([d], dtype="<i4").view("u1")
    out[:, 4:] = x
    out.tofile(path)


def bin_write(path, x):
    """As in big-ann-benchmarks: two uint32, then the rows."""
    with open(path, "wb") as f:
        np.array(x.shape, dtype="<u4").tofile(f)
        x.tofile(f)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    at = lambda name: os.path.join(FOLDER, name)
    rng = np.random.default_rng(20240101)
    floats = rng.standard_normal((ROWS, DIMENSION)).astype(np.float32)
    # Numbers that a slip of byte order, sign or precision would not survive.
    floats[0] = [1.0, -2.5, 0.1, 1e-30, 3.4e38]
    doubles = floats.astype(np.float64)
    raw = rng.integers(0, 256, (ROWS, DIMENSION), dtype=np.uint8)
    raw[0] = [0, 255, 128, 1, 254]

    np.save(at("little_f4.npy"), floats.astype("<f4"))
    np.save(at("big_f4.npy"), floats.astype(">f4"))
    np.save(at("little_f8.npy"), doubles.astype("<f8"))
    np.save(at("big_f8.npy"), doubles.astype(">f8"))
    np.save(at("column_order.npy"), np.asfortranarray(floats))
    np.save(at("one_axis.npy"), floats[0])
    np.save(at("integers.npy"), raw.astype("<i8"))
    fvecs_write(at("rows.fvecs"), floats)
    bvecs_write(at("rows.bvecs"), raw)
    bin_write(at("rows.fbin"), floats.astype("<f4"))
    bin_write(at("rows.u8bin"), raw)
    with h5py.File(at("rows.hdf5"), "w", track_order=False) as f:
        f.attrs["distance"] = "angular"
        f.create_dataset("train", data=floats, track_times=False)
        f.create_dataset("test", data=doubles[:2], track_times=False)
        f.create_dataset("neighbors", data=np.zeros((2, 3), dtype="<i4"), track_times=False)
        f.create_dataset("line", data=floats[0], track_times=False)
    with open(at("expected.csv"), "w", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(["row", "kind"] + [f"e{i}" for i in range(DIMENSION)])
        for kind, rows in (("float", floats), ("byte", raw)):
            for i, row in enumerate(rows):
                out.writerow([i, kind] + [repr(float(v)) for v in row])
    for name in sorted(os.listdir(FOLDER)):
        print(name, os.path.getsize(at(name)))


main()
