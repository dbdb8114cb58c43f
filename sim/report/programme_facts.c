#include "report/programme_facts.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"

enum { PROGRAMME_NAME_MAX = 22 };

const double programme_facts_quantiles[PROGRAMME_QUANTILES] = {0.05, 0.5, 0.95};

bool programme_facts_is_sampled(const struct programme_facts *facts, size_t entry, size_t quantity)
{
    const struct projection_entry *of = &facts->projection->entries[entry];
    return facts->samples > 1 && of->varies[quantity] && isfinite(of->point[quantity]);
}

double programme_facts_quantile(const struct programme_facts *facts, size_t entry, size_t quantity, int which)
{
    const struct projection_entry *of = &facts->projection->entries[entry];
    return programme_facts_is_sampled(facts, entry, quantity) ? of->results[quantity].quantiles[which]
                                                              : of->point[quantity];
}

double programme_facts_low(const struct programme_facts *facts, size_t entry, size_t quantity)
{
    return programme_facts_quantile(facts, entry, quantity, 0);
}

double programme_facts_median(const struct programme_facts *facts, size_t entry, size_t quantity)
{
    return programme_facts_quantile(facts, entry, quantity, 1);
}

double programme_facts_high(const struct programme_facts *facts, size_t entry, size_t quantity)
{
    return programme_facts_quantile(facts, entry, quantity, 2);
}

const char *programme_facts_cut(struct sheet *sheet, const char *text, size_t most)
{
    size_t bytes = 0, length = strlen(text);
    if (utf8_columns(text, length) <= most)
        return text;
    for (size_t next = 1; next <= length && utf8_columns(text, next) < most - 1; next++)
        if (((unsigned char)text[next] & 0xC0) != 0x80)
            bytes = next;
    return arena_format(sheet->arena, "%.*s..", (int)bytes, text);
}

const char *programme_facts_name(struct sheet *sheet, const char *name)
{
    return programme_facts_cut(sheet, name, PROGRAMME_NAME_MAX);
}
