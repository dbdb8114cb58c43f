#include "report/report_kinds.h"

#include <string.h>

const struct report_kind report_kinds[] = {
#define REPORT_KIND_ROW(word, text) {.name = #word, .sentence = text, .write = word##_write},
    REPORT_KIND_ROWS(REPORT_KIND_ROW)
#undef REPORT_KIND_ROW
};

const size_t report_kinds_count = sizeof report_kinds / sizeof *report_kinds;

const struct report_kind *report_kinds_named(const char *name)
{
    for (size_t i = 0; i < report_kinds_count; i++)
        if (strcmp(report_kinds[i].name, name) == 0)
            return &report_kinds[i];
    return NULL;
}
