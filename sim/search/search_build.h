// What the strategies share in reading their keys and in putting groups together.
//
// A kind reads its keys into a struct of its own; a number that may be a distribution is a row of FIELD_NODE whose
// bounds hold for the distribution too.
#ifndef FLOPCAST_SEARCH_SEARCH_BUILD_H
#define FLOPCAST_SEARCH_SEARCH_BUILD_H

#include "search/search.h"

// Rows for `fields` of a kind; `struct_type` is what its keys are read into. Shares and fractions are told in percent.
#define SEARCH_BUILD_KEY(struct_type, member, field_type, ...)                                                         \
    {                                                                                                                  \
        .key = #member, .type = (field_type), .offset = offsetof(struct_type, member), __VA_ARGS__                     \
    }
#define SEARCH_BUILD_TRIALS   .low = 1, .high = SEARCH_TRIALS_MAX
#define SEARCH_BUILD_SHARE    .low = 0, .high = 1, .unit = "%"
#define SEARCH_BUILD_FRACTION .low = DBL_MIN, .high = 1, .unit = "%"

// Reads a mapping of the rows into `out`. A scalar, a list or a distribution stands for the value of the first row:
// {seeds: 5}.
enum status search_build_read(struct reader *reader, const struct field *rows, const struct yaml_node *node,
                              void *out) STATUS_MUST_CHECK;

// The distribution under a FIELD_NODE row that `keys` was read by; `otherwise` where the key is not there. The second
// form wants whole numbers of a constant.
enum status search_build_dist(struct reader *reader, const struct field *rows, const char *key, const void *keys,
                              const struct dist *otherwise, struct dist *dist) STATUS_MUST_CHECK;
enum status search_build_trials(struct reader *reader, const struct field *rows, const char *key, const void *keys,
                                double otherwise, struct dist *dist) STATUS_MUST_CHECK;

struct dist search_build_constant(double value);

// Room for so many groups; an error when they are more than a search may have.
enum status search_build_room(struct reader *reader, const struct yaml_node *node, double groups,
                              struct search *search) STATUS_MUST_CHECK;

// The next group, of a search that has room for it: so many trials; a share of its pool, or the rest; a part of it.
struct search_group *search_build_add(struct search *search, const char *name, const struct dist *trials,
                                      const struct dist *fraction);
void search_build_add_share(struct search *search, const char *name, enum search_count count,
                            const struct dist *fraction);
void search_build_add_part(struct search *search, const char *name, double part, const struct dist *fraction);

// "1 trial", "15000 trials"
const char *search_build_number(struct arena *arena, double number, const char *one, const char *many);

#endif
