#include "report/stream_fault.h"

void stream_fault(FILE *stream)
{
    if (ferror(stream)) // it tells already, and errno why
        return;
    // To read from what is open for writing alone is an error (POSIX: EBADF), and errors stay in the stream.
    (void)fgetc(stream);
}
