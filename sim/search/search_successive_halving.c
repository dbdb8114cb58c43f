#include "search/search_rungs.h"

static const struct field search_successive_halving_fields[] = {SEARCH_RUNGS_FIELDS, {0}};

static enum status search_successive_halving_read(struct reader *reader, const struct yaml_node *node,
                                                  struct search *search)
{
    return search_rungs_read(reader, search_successive_halving_fields, node, NULL, search);
}

const struct search_kind search_successive_halving = {
    .name = "successive_halving",
    .sentence = "many trials begin, and of those on one rung the best one in eta goes on to the next",
    .source = "Jamieson and Talwalkar 2016 (arXiv 1502.07943), with eta in the place of 2 as in Li et al. 2018 (JMLR "
              "18, arXiv 1603.06560)",
    .fields = search_successive_halving_fields,
    .read = search_successive_halving_read,
};
