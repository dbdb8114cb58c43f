#!/usr/bin/env python3
"""The workload of bench_monte_carlo.c in NumPy, as fast as we could make it: PCG64, chunks that stay in the cache,
one thread, mean, sd, least and most, no quantiles. Needs python3-numpy.

    python3 bench/numpy_mc.py [SAMPLES]
"""

import sys
import time

import numpy as np

FLOP, DEVICES, NODES, PEAK, HOST_W = 2.382e19, 64.0, 8.0, 125e12, 284.1


def truncated(rng, n):
    values = rng.normal(0.35, 0.08, n)
    outside = np.flatnonzero((values < 0.1) | (values > 0.6))
    while outside.size:
        again = rng.normal(0.35, 0.08, outside.size)
        values[outside] = again
        outside = outside[(again < 0.1) | (again > 0.6)]
    return values


def chunk(rng, n, sums):
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


def run(samples, size):
    rng = np.random.Generator(np.random.PCG64(1))
    sums = np.zeros((4, 4))
    sums[:, 2] = np.inf
    sums[:, 3] = -np.inf
    start = time.process_time()
    for _ in range(samples // size):
        chunk(rng, size, sums)
    return time.process_time() - start, sums


def main():
    samples = int(float(sys.argv[1])) if len(sys.argv) > 1 else 2_000_000
    best = 0.0
    for size in (4096, 16384, 65536):
        seconds, sums = min((run(samples, size) for _ in range(3)), key=lambda pair: pair[0])
        rate = samples // size * size / seconds
        best = max(best, rate)
        print(f"numpy {np.__version__}, chunks of {size:6d} {rate * 1e-6:25.2f} M samples/s")
    print(f"numpy, best {best * 1e-6:41.2f} M samples/s  (mean device-hours {sums[0, 0] / (samples // size * size) / 3600:.4g})")


if __name__ == "__main__":
    main()
