// sensitivity_words.c: shares and worths put by hand, and the sentences that they make.
#include "testing.h"

#include <math.h>

#include "report/sensitivity_words.h"

enum { FACTORS = 4 };

static const char *names[FACTORS] = {"carbon_intensity", "utilization", "pue", "goodput"};

// The sentence of one output; shares and worths in percent.
static const char *sentence(struct testing *t, const double shares[FACTORS], const double worths[FACTORS],
                            const bool matters[FACTORS])
{
    struct sobol_index index[FACTORS] = {{.first = 0}};
    double narrowing[FACTORS];
    struct sobol_indices indices = {.indices = index};
    struct forecast_factors made = {.names = names};
    made.factors = (struct factors){.count = FACTORS, .output_count = 1, .matters = matters};
    const struct sensitivity found = {.made = &made, .indices = &indices, .narrowing = narrowing};
    for (size_t f = 0; f < FACTORS; f++) {
        index[f].first = shares[f] / 100;
        narrowing[f] = worths[f] / 100;
    }
    const char *text = sensitivity_words(&t->arena, &found, 0);
    assert_non_null(text);
    return text;
}

static void the_largest_come_first(void **state)
{
    struct testing *t = testing_of(state);
    assert_string_equal(
        sentence(t, (double[]){15, 78, 5.4, 1}, (double[]){12, 52, 2, 0}, NULL),
        "78 % of the variance comes from utilization, 15 % from carbon_intensity, 5 % from pue; knowing utilization "
        "would narrow the 5..95 % interval by 52 %, knowing carbon_intensity by 12 %.");
}

static void equal_ones_keep_their_order(void **state)
{
    struct testing *t = testing_of(state);
    TESTING_CONTAINS(sentence(t, (double[]){30, 30, 20, 20}, (double[]){9, 9, 9, 9}, NULL),
                     "30 % of the variance comes from carbon_intensity, 30 % from utilization, 20 % from pue;");
}

static void what_inputs_do_together_is_told(void **state)
{
    struct testing *t = testing_of(state);
    assert_string_equal(sentence(t, (double[]){40, 30, 0, 0}, (double[]){20, 0.5, 0, 0}, NULL),
                        "40 % of the variance comes from carbon_intensity, 30 % from utilization; 30 % from inputs "
                        "acting together; knowing carbon_intensity would narrow the 5..95 % interval by 20 %.");
    TESTING_CONTAINS(sentence(t, (double[]){0.4, 0.1, 0, 0}, (double[]){0, 0, -1, 0}, NULL),
                     "less than 1 % of the variance comes from carbon_intensity alone; over 99 % from inputs acting "
                     "together.");
}

static void one_input_is_all(void **state)
{
    struct testing *t = testing_of(state);
    static const bool matters[FACTORS] = {false, false, true, false};
    assert_string_equal(sentence(t, (double[]){0, 0, 99.7, 0}, (double[]){0, 0, 100, 0}, matters),
                        "all of its variance comes from pue.");
}

static void without_shares_it_says_so(void **state)
{
    struct testing *t = testing_of(state);
    TESTING_CONTAINS(sentence(t, (double[]){NAN, NAN, NAN, NAN}, (double[]){NAN, NAN, NAN, NAN}, NULL), "no shares");
    TESTING_CONTAINS(sentence(t, (double[]){60, 40, 0, 0}, (double[]){NAN, NAN, NAN, NAN}, NULL),
                     "60 % of the variance comes from carbon_intensity, 40 % from utilization.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(the_largest_come_first),          TESTING_CASE(equal_ones_keep_their_order),
        TESTING_CASE(what_inputs_do_together_is_told), TESTING_CASE(one_input_is_all),
        TESTING_CASE(without_shares_it_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
