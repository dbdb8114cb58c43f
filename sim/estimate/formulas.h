// The physics of an estimate: one line each, SI units in and out, with its source. No branches, no state.
//
// Failures: all nodes together fail at `rate_per_s`, a Poisson process. Training goes in segments of `interval_s`, each
// closed by a checkpoint of `checkpoint_s`, the last too. A failure throws it back to the last checkpoint after a
// restart of `restart_s`, in which it may fail again.
#ifndef FLOPCAST_ESTIMATE_FORMULAS_H
#define FLOPCAST_ESTIMATE_FORMULAS_H

#include <math.h>

#include "base/kernel_math.h"

// s. Narayanan et al. 2021 (arXiv 2104.04473), section 5.1: time = FLOPs / (devices x achieved FLOP/s); achieved is
// peak x utilization, goodput is the share of the wall clock that is spent stepping, and the residual is what a
// measurement gives over what this computes.
static inline double formulas_time_s(double flop, double devices, double peak_flop_per_s, double utilization,
                                     double goodput, double residual)
{
    return flop / (devices * peak_flop_per_s * utilization * goodput) * residual;
}

// s. The roofline: a pass takes as long as its arithmetic or its traffic with memory, whichever is longer; both at
// achieved rates. Williams, Waterman and Patterson 2009 (CACM 52:4); of generation, Pope et al. 2022 (arXiv
// 2211.05102), section 2. What is not known stays so.
static inline double formulas_pass_s(double flop, double flop_per_s, double bytes, double bytes_per_s)
{
    double arithmetic = flop / flop_per_s, traffic = bytes / bytes_per_s;
    double longer = arithmetic > traffic ? arithmetic : traffic;
    return isnan(arithmetic) ? arithmetic : longer;
}

// s, of one optimizer step, without what the wall clock loses between them.
static inline double formulas_step_time_s(double time_s, double goodput, double steps)
{
    return time_s * goodput / steps;
}

// s. Daly 2006 (doi 10.1016/j.future.2004.11.016), the higher-order optimum: sqrt(2 delta M) (1 + y/3 + y^2/9) - delta
// with y = sqrt(delta / 2M), and M where delta >= 2M; M = 1 / rate, delta the checkpoint. Its first term is Young 1974
// (doi 10.1145/361147.361115). Infinite where nothing fails, 0 where checkpoints take no time.
static inline double formulas_checkpoint_interval_s(double checkpoint_s, double rate_per_s)
{
    double y = sqrt(0.5 * checkpoint_s * rate_per_s);
    double of_mtbf = y >= 1 ? 1 : 2 * y * (1 + y * (1.0 / 3) + y * y * (1.0 / 9)) - 2 * y * y;
    double interval = of_mtbf / rate_per_s;
    return rate_per_s == 0 ? (double)INFINITY : interval;
}

// s, what a segment holds of a training of useful_s: never more than all of it.
static inline double formulas_segment_s(double interval_s, double useful_s)
{
    return useful_s < interval_s ? useful_s : interval_s;
}

// Share of the useful time that goes into writing checkpoints.
static inline double formulas_checkpoint_share(double segment_s, double checkpoint_s)
{
    double share = checkpoint_s / segment_s;
    return checkpoint_s == 0 ? 0 : share;
}

// s. Expected wall-clock time. Daly 2006, the complete model: M e^(R/M) (e^((tau + delta)/M) - 1) T / tau, here with
// (e^x - 1) / x so that it holds to the last digit where failures are rare, and where nothing fails is T (1 + delta /
// tau).
static inline double formulas_wall_time_s(double useful_s, double interval_s, double checkpoint_s, double restart_s,
                                          double rate_per_s)
{
    double segment_s = formulas_segment_s(interval_s, useful_s);
    return useful_s * (1 + formulas_checkpoint_share(segment_s, checkpoint_s)) *
           kernel_math_exp(restart_s * rate_per_s) * kernel_math_growth((segment_s + checkpoint_s) * rate_per_s);
}

// s, what is done besides training: evaluation and validation as a share of it.
static inline double formulas_useful_time_s(double training_s, double evaluation_share)
{
    return training_s * (1 + evaluation_share);
}

// s, for which the devices are reserved: what waits besides what runs.
static inline double formulas_reserved_time_s(double wall_s, double queue_waste)
{
    return wall_s * (1 + queue_waste);
}

// W. Strubell et al. 2019 (arXiv 1906.02243), eq. 1: g p_g + p_c + p_r, with the host once per node.
static inline double formulas_power_w(double devices, double power_device_w, double nodes, double power_host_w)
{
    return devices * power_device_w + nodes * power_host_w;
}

// J. Strubell et al. 2019, eq. 1: PUE x power x time, where power x time is the energy of the IT equipment.
static inline double formulas_energy_j(double pue, double it_energy_j)
{
    return pue * it_energy_j;
}

// gCO2e. Strubell et al. 2019, eq. 2, with the region's intensity in place of 0.954 lb/kWh. Market-based with the
// intensity of the contracts: GHG Protocol, Scope 2 Guidance (2015).
static inline double formulas_co2e_g(double energy_j, double carbon_intensity_g_per_j)
{
    return energy_j * carbon_intensity_g_per_j;
}

// gCO2e. Gupta et al. 2022 (ACT, ISCA) and the Green Software Foundation's Software Carbon Intensity: what was emitted
// to make the hardware x time reserved / lifetime; here the lifetime is what of it the hardware is in use.
static inline double formulas_embodied_co2e_g(double devices, double embodied_device_g, double nodes,
                                              double embodied_host_g, double time_s, double lifetime_s, double use)
{
    return (devices * embodied_device_g + nodes * embodied_host_g) * time_s / (lifetime_s * use);
}

// L. Li et al. 2023 (arXiv 2304.03271): on-site WUE x IT energy, off-site PUE x water intensity x IT energy.
static inline double formulas_water_l(double it_energy_j, double wue_l_per_j, double pue, double intensity_l_per_j)
{
    return it_energy_j * (wue_l_per_j + pue * intensity_l_per_j);
}

// USD. Strubell et al. 2019 (arXiv 1906.02243), table 3: hours of all devices x price of one.
static inline double formulas_cloud_usd(double devices, double time_s, double price_usd_per_s)
{
    return devices * time_s * price_usd_per_s;
}

// Run-level MFU. Chowdhery et al. 2022 (PaLM, arXiv 2204.02311), appendix B, over the wall clock.
static inline double formulas_mfu(double flop, double devices, double peak_flop_per_s, double time_s)
{
    return flop / (devices * peak_flop_per_s * time_s);
}

#endif
