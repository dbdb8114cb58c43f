#include "uncertainty/goal_model.h"

#include <math.h>

double goal_model_parameters(double flop, double ratio)
{
    return sqrt(flop / (6 * ratio));
}

double goal_model_flop(double parameters, double ratio)
{
    return 6 * parameters * parameters * ratio;
}

bool goal_model_has_tokens(const struct plan *final)
{
    return final->training.phase_count && !final->model.image.count &&
           (model_needs_sequence(&final->model) || final->model.given_parameters);
}

double goal_model_room(const struct plan *plan)
{
    struct plan bare = *plan;
    double low = 1, high = 1e15; // parameters
    if (!plan->has_device || plan->device.memory_bytes <= 0 || !plan->training.phase_count)
        return (double)INFINITY;
    bare.model = (struct model){.name = plan->model.name};
    while (high / low > 1.0001) {
        struct fit fit;
        double middle = sqrt(low * high);
        bare.model.given_parameters = (int64_t)middle;
        fit_settle(&bare, &fit);
        if (fit_lacks(&bare, &fit) > 0)
            high = middle;
        else
            low = middle;
    }
    return low;
}

bool goal_model_fits(const struct plan *plan, const struct goal_model *model)
{
    struct plan trained = *plan;
    struct fit fit;
    trained.model = model->model;
    trained.training = model->training;
    fit_settle(&trained, &fit);
    return !(fit_lacks(&trained, &fit) > 0);
}
