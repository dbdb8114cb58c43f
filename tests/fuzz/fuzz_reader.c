// libFuzzer target: the bytes are a file of any kind (plan, model, device, region, factors, study, programme), read as
// `flopcast check` reads it, each variant by itself; models are counted, plans compiled and estimated, programmes
// sampled, messages printed.
//
// The names that an input refers to are looked up in tests/fuzz/data, a small data folder: run it from the root of the
// source tree, as `./dev fuzz SECONDS` does.
#include "fuzz_file.h"

#include "../bad/reading.h"

#ifndef FLOPCAST_SOURCE_DIR
#define FLOPCAST_SOURCE_DIR "."
#endif

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct bad bad;
    if (size > 65536)
        return -1; // what is large is the business of tests/test_bad.c
    const char *path = fuzz_file(bytes, size);
    bad_begin(&bad, FLOPCAST_SOURCE_DIR "/tests/fuzz/data");
    enum status status = bad_check(&bad, path, size % 2);
    bad_print(&bad);
    // What fails says why, what is said is an error or a warning, and what is sound computes to something.
    if (status == STATUS_BAD_INPUT ? !bad.diag.errors : status != STATUS_OK)
        abort();
    if (bad.nonsense) {
        fprintf(stderr, "%s is not a number that can be\n", bad.nonsense);
        abort();
    }
    bad_end(&bad);
    return 0;
}
