#include "report/samples_npy.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

_Static_assert(sizeof(double) == 8, "a value of a column has eight bytes");

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define SAMPLES_NPY_ORDER "<"
#else
#define SAMPLES_NPY_ORDER ">"
#endif

void samples_npy_header(uint64_t rows, char header[SAMPLES_NPY_HEADER])
{
    enum { BEFORE = 10 }; // magic, version, length of the rest (little-endian, in two bytes)
    _Static_assert(SAMPLES_NPY_HEADER - BEFORE < 256, "the length of the rest fits its lower byte");
    char text[SAMPLES_NPY_HEADER];
    int length =
        snprintf(text, sizeof text,
                 "{'descr': '" SAMPLES_NPY_ORDER "f8', 'fortran_order': False, 'shape': (%" PRIu64 ",), }", rows);
    memset(header, ' ', SAMPLES_NPY_HEADER);
    memcpy(header, "\x93NUMPY\x01\x00", 8);
    header[8] = SAMPLES_NPY_HEADER - BEFORE;
    header[9] = 0;
    memcpy(header + BEFORE, text, (size_t)length);
    header[SAMPLES_NPY_HEADER - 1] = '\n';
}

uint64_t samples_npy_size(uint64_t rows)
{
    return rows > (UINT64_MAX - SAMPLES_NPY_HEADER) / 8 ? UINT64_MAX : SAMPLES_NPY_HEADER + 8 * rows;
}
