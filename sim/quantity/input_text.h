// A value of an input as a command line spells it:
//
//     0.35   250 W   triangular(1, 2, 3)   normal(1 W, 2 W) truncate(0 W, 4 W)   poisson(20)   values(1, 2, 2)
//     discrete(1: 30 %, 2: 70 %)   and YAML itself: {normal: [1, 2], truncate: [0, 4]}
#ifndef FLOPCAST_QUANTITY_INPUT_TEXT_H
#define FLOPCAST_QUANTITY_INPUT_TEXT_H

#include "read/field.h"

// The tree that the text would be in YAML. Its marks, and errors, point into the text as it was typed, under the name
// of where that was: "--set pue".
enum status input_text_parse(struct reader *reader, const char *where, const char *text,
                             const struct yaml_node **root) STATUS_MUST_CHECK;

#endif
