// comparison_sheet.c: probabilities as people read them. (The sheets themselves: the golden cases compare-*)
#include "testing.h"

#include <math.h>

#include "report/comparison_sheet.h"

static void expect(struct testing *t, double probability, const char *text)
{
    assert_string_equal(comparison_sheet_percent(&t->arena, probability), text);
}

static void only_certainty_is_shown_as_certain(void **state)
{
    struct testing *t = testing_of(state);
    expect(t, 0, "0 %");
    expect(t, 1e-9, "<0.1 %");
    expect(t, 0.00099, "<0.1 %");
    expect(t, 0.001, "0.1 %");
    expect(t, 0.0123, "1.2 %");
    expect(t, 0.12345, "12 %");
    expect(t, 0.5, "50 %");
    expect(t, 0.976, "98 %");
    expect(t, 0.9949, "99.5 %");
    expect(t, 0.999, "99.9 %");
    expect(t, 0.99901, ">99.9 %");
    expect(t, 1 - 1e-9, ">99.9 %");
    expect(t, 1, "100 %");
    expect(t, (double)NAN, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTING_CASE(only_certainty_is_shown_as_certain)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
