// A failure that a stream did not make itself, kept where those that it made are kept: a format that works with
// something else than the stream, such as a file of its own, tells of it like this.
#ifndef FLOPCAST_REPORT_STREAM_FAULT_H
#define FLOPCAST_REPORT_STREAM_FAULT_H

#include <stdio.h>

// ferror(stream) is true afterwards, of a stream that is open for writing alone.
void stream_fault(FILE *stream);

#endif
