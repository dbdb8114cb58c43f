// Figures as a programme has them, for the tests that draw: one of each kind, with long labels and long texts.
#ifndef FLOPCAST_TESTS_FIGURES_H
#define FLOPCAST_TESTS_FIGURES_H

#include <math.h>
#include <stdio.h>

#include "figure/figure.h"

enum { FIGURES_BINS = 48, FIGURES_REGIONS = 24, FIGURES_KINDS = 4 };

struct figures {
    double edges[FIGURES_BINS + 1], counts[FIGURES_BINS];
    struct figure_row regions[FIGURES_REGIONS];
    char names[FIGURES_REGIONS][16];
    struct figure figure[FIGURES_KINDS]; // by kind
};

static inline void figures_init(struct figures *it)
{
    static const struct figure_row work[] = {
        {"hyperparameter search (Hyperband, R = 81)", 31250, 24100, 41800, 0, "31,250 USD", false},
        {"final runs, five seeds", 18400, 15200, 22900, 0, "18,400 USD", true},
        {"ablations", 9120, 6800, 12400, 0, "9,120 USD", false},
        {"preliminary and failed runs, restarts after node failures, and repeated evaluations", 6480, 2100, 14300, 0,
         "6,480 USD", false},
        {"evaluation", 910, (double)NAN, (double)NAN, 0, "910 USD", false},
    };
    static const struct figure_row inputs[] = {
        {"utilization", 0, 40.1, 92.4, 0, "40 \xE2\x80\x93 92 MWh", false},
        {"failure_overhead", 0, 52.8, 71.9, 0, "53 \xE2\x80\x93 72 MWh", false},
        {"pue", 0, 54.3, 66.0, 0, "54 \xE2\x80\x93 66 MWh", false},
        {"power_device", 0, 56.2, 62.5, 0, "56 \xE2\x80\x93 63 MWh", false},
        {"preliminary_runs.fraction_of_everything_else", 0, 57.0, 60.4, 0, "57 \xE2\x80\x93 60 MWh", false},
    };
    for (int i = 0; i <= FIGURES_BINS; i++)
        it->edges[i] = 30 + 2.0 * i;
    for (int i = 0; i < FIGURES_BINS; i++) {
        double z = (log(31 + 2.0 * i) - log(58.0)) / 0.24;
        it->counts[i] = floor(100000 * exp(-z * z / 2) / (31 + 2.0 * i) * 2 / 0.6016);
    }
    it->figure[FIGURE_HISTOGRAM] = (struct figure){
        .kind = FIGURE_HISTOGRAM,
        .key = "energy_distribution",
        .title = "Energy of the whole programme",
        .alt = "Half of 100,000 samples lie below 58.2 MWh, 90 % between 39.1 and 86.3 MWh; a long tail reaches "
               "124 MWh.",
        .x_label = "energy (MWh)",
        .edges = it->edges,
        .counts = it->counts,
        .bin_count = FIGURES_BINS,
        .low = 39.1,
        .median = 58.2,
        .high = 86.3,
    };
    it->figure[FIGURE_BARS] = (struct figure){
        .kind = FIGURE_BARS,
        .key = "cost_by_work",
        .title = "Cost by work package",
        .alt = "The hyperparameter search costs 31,250 USD, the final runs 18,400 USD, ablations 9,120 USD, "
               "preliminary and failed runs 6,480 USD, evaluation 910 USD.",
        .x_label = "cost (USD)",
        .rows = work,
        .row_count = sizeof work / sizeof *work,
    };
    it->figure[FIGURE_TORNADO] = (struct figure){
        .kind = FIGURE_TORNADO,
        .key = "tornado",
        .title = "What the energy depends on",
        .alt = "Utilization moves the energy from 40 to 92 MWh about 58.2 MWh, failures from 53 to 72, PUE from 54 to "
               "66, power from 56 to 63, preliminary runs from 57 to 60.",
        .x_label = "energy (MWh), each input from its 5 % to its 95 % quantile",
        .rows = inputs,
        .row_count = sizeof inputs / sizeof *inputs,
        .base = 58.2,
    };
    for (int i = 0; i < FIGURES_REGIONS; i++) {
        static const char *const front[] = {"is", "se", "no", "fr", "ca-quebec", "us-washington"};
        double co2 = 0.9 * pow(1.42, i), price = 78000 - 1900.0 * i + 9000 * sin(i * 2.1);
        snprintf(it->names[i], sizeof it->names[i], "region-%u", (unsigned)i % 100);
        bool marked = i % 4 == 0;
        it->regions[i] = (struct figure_row){.label = marked ? front[i / 4] : it->names[i],
                                             .value = marked ? 60000 - 1500.0 * i : price,
                                             .x = co2,
                                             .low = (double)NAN,
                                             .high = (double)NAN,
                                             .is_marked = marked};
    }
    it->figure[FIGURE_SCATTER] = (struct figure){
        .kind = FIGURE_SCATTER,
        .key = "regions",
        .title = "The same programme in other regions",
        .alt = "24 regions from 0.9 to 2,850 t CO2e and from 20,000 to 85,000 USD; is, se, no, fr, ca-quebec and "
               "us-washington are on the Pareto front.",
        .x_label = "emissions (t CO2e)",
        .y_label = "cost (USD)",
        .rows = it->regions,
        .row_count = FIGURES_REGIONS,
    };
}

#endif
