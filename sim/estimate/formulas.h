// The physics of an estimate: one line each, SI units in and out, with its source. No branches, no state.
#ifndef FLOPCAST_ESTIMATE_FORMULAS_H
#define FLOPCAST_ESTIMATE_FORMULAS_H

// s. Narayanan et al. 2021 (arXiv 2104.04473), section 5.1: time = FLOPs / (devices x achieved FLOP/s); achieved is
// peak x utilization, goodput is the share of the wall clock that is spent stepping, and the residual is what a
// measurement gives over what this computes.
static inline double formulas_time_s(double flop, double devices, double peak_flop_per_s, double utilization,
                                     double goodput, double residual)
{
    return flop / (devices * peak_flop_per_s * utilization * goodput) * residual;
}

// s, of one optimizer step, without what the wall clock loses between them.
static inline double formulas_step_time_s(double time_s, double goodput, double steps)
{
    return time_s * goodput / steps;
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
