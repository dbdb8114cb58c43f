#!/usr/bin/env python3
"""The workload of bench_monte_carlo.c in NumPy, as fast as we could make it: PCG64, chunks that stay in the cache,
one thread, mean, sd, least and most; then with quantiles too, from the same histogram of bit patterns that we count (the
fastest way that we found; numpy.quantile over all samples takes longer). Needs python3-numpy.

    python3 bench/numpy_mc.py [SAMPLES]
"""

import sys
import time

import numpy as np

BINS = 16384  # sixteen octaves
FLOP, DEVICES, NODES, PEAK, HOST_W = 2.382e19, 64.0, 8.0, 125e12, 284.1


def truncated(rng, n):
    values = rng.normal(0.35, 0.08, n)
    outside = np.flatnonzero((values < 0.1) | (values > 0.6))
    while outside.size:
        again = rng.normal(0.35, 0.08, outside.size)
        values[outside] = again
        outside = outside[(again < 0.1) | (again > 0.6)]
    return values


def chunk(rng, n, sums, counts):
    time_s = FLOP / (DEVICES * PEAK) / truncated(rng, n)
    time_s *= rng.poisson(20, n)
    power = rng.normal(300 * DEVICES, 30 * DEVICES, n)
    power += NODES * HOST_W
    device_s = DEVICES * time_s
    energy = rng.triangular(1.1, 1.2, 1.6, n)
    energy *= power
    energy *= time_s
    co2e = energy * rng.lognormal(np.log(400 / 3.6e6), 0.3, n)
    usd = device_s * rng.uniform(1.5 / 3600, 3 / 3600, n)
    for i, column in enumerate((device_s, energy, co2e, usd)):
        sums[i, 0] += column.sum()
        sums[i, 1] += np.dot(column, column)
        sums[i, 2] = min(sums[i, 2], column.min())
        sums[i, 3] = max(sums[i, 3], column.max())
        if counts is not None:
            bins = (column.view(np.uint64) >> np.uint64(42)).astype(np.int64) - counts[i][0]
            counts[i][1][:] += np.bincount(np.clip(bins, 0, BINS - 1), minlength=BINS)


def quantile(first, counts, p):
    place = np.searchsorted(np.cumsum(counts), p * counts.sum())
    return np.array([(first + place) << 42], dtype=np.uint64).view(np.float64)[0]


def run(samples, size, quantiles):
    rng = np.random.Generator(np.random.PCG64(1))
    sums = np.zeros((4, 4))
    sums[:, 2] = np.inf
    sums[:, 3] = -np.inf
    counts = None
    start = time.process_time()
    if quantiles:
        near = [1e7, 1e9, 1e5, 1e3]
        counts = [[(np.array([x]).view(np.uint64)[0] >> np.uint64(42)).astype(np.int64) - BINS // 2, np.zeros(BINS, np.int64)] for x in near]
    for _ in range(samples // size):
        chunk(rng, size, sums, counts)
    if quantiles:
        [[quantile(first, column, p) for p in (0.05, 0.5, 0.95)] for first, column in counts]
    return time.process_time() - start, sums


def main():
    samples = int(float(sys.argv[1])) if len(sys.argv) > 1 else 2_000_000
    for quantiles in (False, True):
        best = 0.0
        for size in (4096, 16384, 65536):
            seconds, sums = min((run(samples, size, quantiles) for _ in range(3)), key=lambda pair: pair[0])
            best = max(best, samples // size * size / seconds)
        what = "with quantiles" if quantiles else "no quantiles"
        print(f"numpy {np.__version__}, {what:14s} {best * 1e-6:31.2f} M samples/s")


if __name__ == "__main__":
    main()
