// Which keys the queries of an attention layer see, and what their scores cost. Shared by the kinds whose scores are
// Q K^T: full, in a sliding window, in blocks, or with positions that see everything (Beltagy, Peters and Cohan 2020,
// arXiv 2004.05150, section 3.1; Zaheer et al. 2020, arXiv 2007.14062, section 2).
//
// Counted is what the pattern asks for. Libraries compute more: they multiply whole chunks and mask the rest.
#ifndef FLOPCAST_WORKLOAD_ATTENTION_SPAN_H
#define FLOPCAST_WORKLOAD_ATTENTION_SPAN_H

#include "workload/count.h"

struct attention_span {
    double window;  // keys that a query sees beside the global ones, itself included; 0: every key
    double globals; // positions of a sequence that see every key and that every query sees
};

// One sequence: `ordinary` queries with `seen` keys each, and `globals` queries with every one of the `keys`.
struct attention_span_reach {
    double ordinary, seen;
    double globals, keys;
};

// Keys are never more than there are: a window wider than the sequence is full attention.
struct attention_span_reach attention_span_reach(struct attention_span span, double queries, double keys);

// Q K^T of `queries` with `seen` keys each, and the sum of the values by their scores. The widths are those of all
// heads together. Returns whether the sum needs a gradient.
bool attention_span_scores(struct count *count, double queries, double seen, double key_width, double value_width,
                           bool query_gradient, bool key_gradient, bool value_gradient);

// Adds what a causal mask makes superfluous of those scores, forward and backward. A query has fewer keys before it
// than it may see only at the beginning of a sequence: half of the scores of its first `seen` queries, so half of all
// when every key is seen.
void attention_span_causal(struct count *count, double sequences, double queries, double seen, double key_width,
                           double value_width, bool query_gradient, bool key_gradient, bool value_gradient);

// Adds what generation keeps of the keys and values (`width` numbers of a position), and what a causal pass, position
// by position, reads of them: as many as the mask leaves.
void attention_span_cache(struct count *count, double sequences, double queries, double seen, double width);

#endif
