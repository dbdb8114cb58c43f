// The header of an NPY file, version 1.0, for one column of doubles as this machine keeps them ('<f8' on all machines
// of today). Its length does not depend on the count of rows, so the count can be corrected in place.
// Source of the format: NumPy, NEP 1 and numpy.lib.format.
#ifndef FLOPCAST_REPORT_SAMPLES_NPY_H
#define FLOPCAST_REPORT_SAMPLES_NPY_H

#include <stdint.h>

enum { SAMPLES_NPY_HEADER = 128 }; // bytes before the first value, a multiple of 64

void samples_npy_header(uint64_t rows, char header[SAMPLES_NPY_HEADER]);

// Size of the whole file, UINT64_MAX when no number of 64 bits holds it.
uint64_t samples_npy_size(uint64_t rows);

#endif
