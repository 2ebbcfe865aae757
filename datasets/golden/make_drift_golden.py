#!/usr/bin/env python3
"""Makes the golden values that the baselines' tests compare with: where river's ADWIN, PageHinkley and KSWIN, at
their defaults, say that a series has changed.

Run:  pip install "river==0.21.0" scipy "numpy<2" && python3 make_drift_golden.py
KSWIN draws samples; here it draws them from the generator that Faultline uses (xoshiro256**, bounded by Lemire's
method, the first steps of a Fisher-Yates shuffle), so that both see the same ones.
"""
import csv
import os

import numpy as np
import river
from river import drift

HERE = os.path.dirname(os.path.abspath(__file__))
MASK = (1 << 64) - 1
KSWIN_SEED = 7


class Generator:
    def __init__(self, seed):
        self.state = []
        word = seed
        for _ in range(4):
            word = (word + 0x9E3779B97F4A7C15) & MASK
            mixed = word
            mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
            mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
            self.state.append(mixed ^ (mixed >> 31))

    def next(self):
        s = self.state
        rotate = lambda x, k: ((x << k) | (x >> (64 - k))) & MASK
        result = (rotate((s[1] * 5) & MASK, 7) * 9) & MASK
        shifted = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= shifted
        s[3] = rotate(s[3], 45)
        return result

    def below(self, bound):
        product = self.next() * bound
        if product & MASK < bound:
            threshold = ((1 << 64) - bound) % bound
            while product & MASK < threshold:
                product = self.next() * bound
        return product >> 64

    def sample(self, population, count):
        items = list(population)
        for place in range(count):
            other = place + self.below(len(items) - place)
            items[place], items[other] = items[other], items[place]
        return items[:count]


def series():
    rng = np.random.default_rng(20250301)
    bounded = np.concatenate([
        rng.beta(4, 4, 700), rng.beta(6, 4, 500), rng.beta(3, 5, 600), rng.beta(3, 5, 200) * .8])
    normal = np.concatenate([
        rng.normal(0, 1, 600), rng.normal(1.2, 1, 400), rng.normal(-.5, 1, 500), rng.normal(-.5, 2.5, 500)])
    return {"bounded": bounded, "normal": normal}


def main():
    values, changes = [], []
    for name, data in series().items():
        values += [[name, index, repr(float(value))] for index, value in enumerate(data)]
        for kind in ["adwin", "page-hinkley", "kswin"]:
            detector = {"adwin": drift.ADWIN, "page-hinkley": drift.PageHinkley, "kswin": drift.KSWIN}[kind]()
            generator = Generator(KSWIN_SEED)
            for index, value in enumerate(data):
                if kind == "kswin":
                    # As its authors have it, the newest values are kept after a change; river forgets them
                    # and draws from a new generator.
                    detector._rng = generator
                    detector._drift_detected = False
                detector.update(float(value))
                if detector.drift_detected:
                    changes.append([name, kind, index])
    for name, header, rows in [
        ("drift_series.csv", ["series", "index", "value"], values),
        ("drift_changes.csv", ["series", "detector", "index"], changes),
        ("drift_versions.csv", ["package", "version"], [["river", river.__version__], ["numpy", np.__version__]]),
    ]:
        with open(os.path.join(HERE, name), "w", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(header)
            out.writerows(rows)
        print(name, len(rows))


if __name__ == "__main__":
    main()
