#include "uncertainty/histogram.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/kernel_math.h"

enum { HISTOGRAM_SHIFT = 64 - HISTOGRAM_BITS };

uint64_t histogram_order(double x)
{
    return kernel_math_order(x);
}

double histogram_value(uint64_t order)
{
    uint64_t bits = order >> 63 ? order ^ UINT64_C(0x8000000000000000) : ~order;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

void histogram_init(struct histogram *histogram)
{
    *histogram = (struct histogram){.count = 0};
}

void histogram_free(struct histogram *histogram)
{
    for (size_t page = 0; page < HISTOGRAM_PAGES; page++)
        free(histogram->pages[page]);
    free(histogram->window);
    histogram_init(histogram);
}

static uint64_t *histogram_page(struct histogram *histogram, uint64_t page)
{
    if (!histogram->pages[page])
        histogram->pages[page] = calloc(HISTOGRAM_PAGE, sizeof *histogram->pages[page]);
    return histogram->pages[page];
}

// One value, by its page.
static enum status histogram_add_one(struct histogram *histogram, double x)
{
    uint64_t bin = histogram_order(x) >> HISTOGRAM_SHIFT;
    if (!isfinite(x))
        return STATUS_OK;
    uint64_t *page = histogram_page(histogram, bin / HISTOGRAM_PAGE);
    if (!page)
        return STATUS_NO_MEMORY;
    page[bin % HISTOGRAM_PAGE]++;
    histogram->count++;
    return STATUS_OK;
}

// The window begins eight octaves below the first value that there is, as far as there are so many.
static enum status histogram_open(struct histogram *histogram, double x)
{
    uint64_t page = (histogram_order(x) >> HISTOGRAM_SHIFT) / HISTOGRAM_PAGE;
    const uint64_t half = HISTOGRAM_WINDOW / HISTOGRAM_PAGE / 2;
    // Infinities and what is no number have pages of their own at both ends: the window keeps clear of them.
    page = page > half ? page - half : 1;
    page = page < HISTOGRAM_PAGES - 2 * half - 1 ? page : HISTOGRAM_PAGES - 2 * half - 1;
    histogram->first = (uint32_t)(page * HISTOGRAM_PAGE);
    histogram->window = calloc((size_t)HISTOGRAM_WINDOW + 1, sizeof *histogram->window);
    return histogram->window ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status histogram_add(struct histogram *histogram, const struct kernel *kernel, size_t n, const double *x)
{
    uint32_t offset[KERNEL_BLOCK_MAX];
    enum status status = STATUS_OK;
    if (!histogram->window && n)
        status = histogram_open(histogram, x[0]);
    else if (histogram->in_window > UINT32_MAX - KERNEL_BLOCK_MAX)
        status = histogram_settle(histogram);
    if (status != STATUS_OK || !n)
        return status;
    uint32_t *window = histogram->window;
    window[HISTOGRAM_WINDOW] = 0;
    kernel->bins(n, x, histogram->first, HISTOGRAM_WINDOW, offset);
    for (size_t i = 0; i < n; i++)
        window[offset[i]]++;
    uint64_t inside = n - window[HISTOGRAM_WINDOW];
    histogram->in_window += inside;
    histogram->count += inside;
    for (size_t i = 0; inside < n && i < n && status == STATUS_OK; i++)
        if (offset[i] == HISTOGRAM_WINDOW)
            status = histogram_add_one(histogram, x[i]);
    return status;
}

enum status histogram_settle(struct histogram *histogram)
{
    for (size_t i = 0; histogram->window && histogram->in_window && i < HISTOGRAM_WINDOW; i++) {
        uint64_t bin = histogram->first + i;
        if (!histogram->window[i])
            continue;
        uint64_t *page = histogram_page(histogram, bin / HISTOGRAM_PAGE);
        if (!page)
            return STATUS_NO_MEMORY;
        page[bin % HISTOGRAM_PAGE] += histogram->window[i];
        histogram->in_window -= histogram->window[i];
        histogram->window[i] = 0;
    }
    return STATUS_OK;
}

enum status histogram_merge(struct histogram *into, const struct histogram *from)
{
    for (size_t page = 0; page < HISTOGRAM_PAGES; page++) {
        if (!from->pages[page])
            continue;
        uint64_t *counts = histogram_page(into, page);
        if (!counts)
            return STATUS_NO_MEMORY;
        for (size_t i = 0; i < HISTOGRAM_PAGE; i++)
            counts[i] += from->pages[page][i];
    }
    into->count += from->count;
    return STATUS_OK;
}

uint64_t histogram_find(const struct histogram *histogram, uint64_t rank, uint64_t *before, uint64_t *within)
{
    uint64_t seen = 0;
    for (size_t page = 0; page < HISTOGRAM_PAGES; page++)
        for (size_t i = 0; histogram->pages[page] && i < HISTOGRAM_PAGE; i++) {
            uint64_t count = histogram->pages[page][i];
            if (rank < seen + count) {
                *before = seen;
                *within = count;
                return page * HISTOGRAM_PAGE + i;
            }
            seen += count;
        }
    *before = seen;
    *within = 0;
    return 0;
}

// The value of a rank: those of a bin are taken as evenly spread over it.
static double histogram_rank(const struct histogram *histogram, uint64_t rank)
{
    uint64_t before = 0, within = 0;
    uint64_t bin = histogram_find(histogram, rank, &before, &within);
    double low = histogram_value(bin << HISTOGRAM_SHIFT);
    double high = fmin(histogram_value((bin + 1) << HISTOGRAM_SHIFT), DBL_MAX); // the last bin ends at infinity
    double x = low + (high - low) * (((double)(rank - before) + 0.5) / (double)within);
    return fabs(x) < DBL_MIN ? 0 : x; // zeros share a bin with some of the numbers that are hardly more
}

double histogram_quantile(const struct histogram *histogram, double p)
{
    if (!histogram->count)
        return (double)NAN;
    uint64_t last = histogram->count - 1;
    double place = p * (double)last, below = floor(place), share = place - below;
    uint64_t rank = below < (double)last ? (uint64_t)below : last;
    double low = histogram_rank(histogram, rank);
    // Its neighbour may lie bins away.
    return share > 0 && rank < last ? (1 - share) * low + share * histogram_rank(histogram, rank + 1) : low;
}
