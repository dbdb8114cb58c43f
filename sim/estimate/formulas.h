// The physics of an estimate: one line each, SI units in and out, with its source. No branches, no state.
#ifndef FLOPCAST_ESTIMATE_FORMULAS_H
#define FLOPCAST_ESTIMATE_FORMULAS_H

// s. Narayanan et al. 2021 (arXiv 2104.04473), section 5.1: time = FLOPs / (devices x achieved FLOP/s); achieved is
// peak x utilization, and goodput is the share of the wall clock that is spent stepping.
static inline double formulas_time_s(double flop, double devices, double peak_flop_per_s, double utilization,
                                     double goodput)
{
    return flop / (devices * peak_flop_per_s * utilization * goodput);
}

// W. Strubell et al. 2019 (arXiv 1906.02243), eq. 1: g p_g + p_c + p_r, with the host once per node.
static inline double formulas_power_w(double devices, double power_device_w, double nodes, double power_host_w)
{
    return devices * power_device_w + nodes * power_host_w;
}

// J. Strubell et al. 2019, eq. 1: PUE x power x time.
static inline double formulas_energy_j(double pue, double power_w, double time_s)
{
    return pue * (power_w * time_s);
}

// gCO2e. Strubell et al. 2019, eq. 2, with the region's intensity in place of 0.954 lb/kWh.
static inline double formulas_co2e_g(double energy_j, double carbon_intensity_g_per_j)
{
    return energy_j * carbon_intensity_g_per_j;
}

// Run-level MFU. Chowdhery et al. 2022 (PaLM, arXiv 2204.02311), appendix B, over the wall clock.
static inline double formulas_mfu(double flop, double devices, double peak_flop_per_s, double time_s)
{
    return flop / (devices * peak_flop_per_s * time_s);
}

#endif
