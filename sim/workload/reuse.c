#include "workload/reuse.h"

bool reuse_linear(struct count *count, const struct place *place, double positions, double in, double out, bool bias,
                  bool gradient)
{
    struct count again = {0};
    bool result = count_linear(&again, place, positions, in, out, bias, gradient);
    again.parameters = again.adapter_parameters = 0;
    count_add(count, &again, 1);
    return result;
}
