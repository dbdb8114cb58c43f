#include "plan/replica.h"

#include <math.h>

// fp8 and int8 are stored as they are; otherwise as while training.
static double replica_element(const struct plan *plan, int64_t bits)
{
    int precision = plan->has_device ? (int)plan->precision : plan->training.precision;
    if (bits)
        return (double)bits / 8;
    if (precision == PRECISION_FP8 || precision == PRECISION_INT8)
        return 1;
    return precision == PRECISION_FP32 || precision == PRECISION_TF32 ? 4 : 2;
}

// Devices of a replica as the layout states them; 0: it does not.
static int64_t replica_stated(const struct layout *layout)
{
    if (layout->tensor <= 0 && layout->pipeline <= 0 && layout->context <= 0 && layout->data <= 0)
        return 0;
    int64_t tensor = layout->tensor > 0 ? layout->tensor : 1, pipeline = layout->pipeline > 0 ? layout->pipeline : 1,
            context = layout->context > 0 ? layout->context : 1;
    return tensor * pipeline * context;
}

// The smallest divisor of the devices that is enough; all of them when none is.
static int64_t replica_share(int64_t devices, double least)
{
    int64_t share = devices;
    for (int64_t count = 1; count <= devices / count; count++) {
        if (devices % count != 0)
            continue;
        if ((double)count >= least)
            return count;
        int64_t partner = devices / count; // smaller with every count
        share = (double)partner >= least ? partner : share;
    }
    return share;
}

void replica_settle(const struct plan *plan, struct replica *replica)
{
    const struct service *service = &plan->service;
    *replica = (struct replica){.is_known = service->kind != SERVICE_NONE};
    if (!replica->is_known)
        return;
    double batch = (double)service->batch, memory = plan->has_device ? plan->device.memory_bytes : 0;
    struct model_totals totals;
    const struct model_shape shape = generation_shape(&plan->model, (double)service->prompt, (double)service->response);
    model_count(&plan->model, &shape, NULL, &totals);
    generation_count(&plan->model, (double)service->prompt, (double)service->response, batch, &replica->count);
    replica->weight_element = replica_element(plan, service->weight_bits);
    replica->cache_element = replica_element(plan, service->cache_bits);
    replica->weight_bytes = totals.model.parameters * replica->weight_element;
    replica->cache_bytes = batch * replica->count.cache_elements * replica->cache_element;
    double needs = replica->weight_bytes + replica->cache_bytes;
    int64_t stated = replica_stated(&plan->layout);
    replica->least = memory > 0 ? ceil(needs / memory) : 0;
    replica->devices = stated ? stated : replica_share(plan->devices, replica->least);
    replica->bytes = needs / (double)replica->devices;
    if (memory > 0)
        replica->lacks = fmax(0, replica->bytes - memory);
}
