// formulas.h: each line against a figure worked out by hand or printed by its source.
#include "testing.h"

#include <gsl/gsl_sf_lambert.h>
#include <math.h>

#include "estimate/formulas.h"

static void time_is_work_over_achieved_rate(void **state)
{
    (void)state;
    TESTING_EXACT(formulas_time_s(1e18, 4, 1e14, 0.5, 1, 1), 5000);
    TESTING_EXACT(formulas_time_s(1e18, 4, 1e14, 0.5, 0.5, 1), 10000);
    // Narayanan et al. 2021, section 5.1: GPT-3 on 1024 A100 at 140 TFLOP/s takes 34 days, with 8 FLOP for each of
    // 300e9 tokens and 175e9 parameters because activations are computed again.
    TESTING_CLOSE(formulas_time_s(8 * 300e9 * 175e9, 1024, 312e12, 140.0 / 312, 1, 1) / 86400, 34, 0.01);
}

static void a_residual_stretches_time(void **state)
{
    (void)state;
    TESTING_EXACT(formulas_time_s(1e18, 4, 1e14, 0.5, 0.5, 1.25), 12500);
    TESTING_EXACT(formulas_step_time_s(12500, 0.5, 1000), 6.25);
}

static void a_pass_takes_the_longer_of_two(void **state)
{
    (void)state;
    TESTING_EXACT(formulas_pass_s(12, 4, 10, 5), 3);
    TESTING_EXACT(formulas_pass_s(12, 4, 20, 5), 4);
    TESTING_EXACT(formulas_pass_s(12, 4, 15, 5), 3);
    TESTING_EXACT(formulas_pass_s(12, 4, 0, 5), 3);
    TESTING_EXACT(formulas_pass_s(0, 4, 15, 5), 3);
    assert_true(isnan(formulas_pass_s(12, (double)NAN, 20, 5)) && isnan(formulas_pass_s(12, 4, 20, (double)NAN)));
    // Pope et al. 2022, section 2: weights of 540e9 bytes, read by 64 chips of 1.2 TB/s, 7 ms at the least.
    TESTING_CLOSE(formulas_pass_s(2 * 540e9, 64 * 275e12, 540e9, 64 * 1.2e12), 7.03e-3, 1e-3);
}

static void power_is_of_devices_and_nodes(void **state)
{
    (void)state;
    TESTING_EXACT(formulas_power_w(8, 200, 1, 100), 1700);
    TESTING_EXACT(formulas_power_w(64, 200, 8, 100), 64 * 200 + 8 * 100);
    TESTING_EXACT(formulas_power_w(4, 221, 1, 0), 884); // a device that includes its host
}

static void energy_and_emissions_of_the_founding_paper(void **state)
{
    (void)state;
    // Strubell et al. 2019, table 3, ELMo: 517.66 W for 336 h at a PUE of 1.58 is 275 kWh and 262 lb of CO2e.
    double energy = formulas_energy_j(1.58, 517.66 * (336 * 3600.0));
    TESTING_CLOSE(energy / 3.6e6, 274.8, 1e-3);
    TESTING_CLOSE(formulas_co2e_g(energy, 0.954 * 453.59237 / 3.6e6) / 453.59237, 262.2, 1e-3);
    TESTING_EXACT(formulas_energy_j(1, 3.6e6), 3.6e6);
    TESTING_EXACT(formulas_co2e_g(3.6e6, 0), 0);
}

// Luccioni, Viguier and Ligozat 2022 (arXiv 2211.02001): 1,082,990 hours of A100s of 150 kg each, eight to a server
// of 2500 kg, replaced every 6 years and used 85 % of the time, are 11.2 t.
static void making_of_the_hardware_of_bloom(void **state)
{
    (void)state;
    double hours = 1082990.0 / 384;
    double grams = formulas_embodied_co2e_g(384, 150e3, 48, 2500e3, hours * 3600, 6 * 365.25 * 86400, 0.85);
    TESTING_CLOSE(grams / 1e6, 11.2, 0.005);
    // All of its life in use, all of it goes to the training.
    TESTING_EXACT(formulas_embodied_co2e_g(2, 3, 1, 4, 100, 200, 0.5), 10);
    TESTING_EXACT(formulas_embodied_co2e_g(2, 3, 0, 0, 25, 100, 1), 1.5);
}

// Li et al. 2023 (arXiv 2304.03271), table 1, average of the United States: 1287 MWh for GPT-3, 0.55 L/kWh on site, a
// PUE of 1.17 and 3.142 L/kWh off site are 0.708 and 4.731 million litres.
static void water_of_gpt3(void **state)
{
    (void)state;
    const double energy = 1287e3 * 3.6e6, on_site = 0.55 / 3.6e6, off_site = 3.142 / 3.6e6;
    TESTING_CLOSE(formulas_water_l(energy, on_site, 1.17, 0), 0.708e6, 1e-3);
    TESTING_CLOSE(formulas_water_l(energy, 0, 1.17, off_site), 4.731e6, 1e-3);
    TESTING_CLOSE(formulas_water_l(energy, on_site, 1.17, off_site), 5.439e6, 1e-3);
}

static void a_bill_is_of_all_devices(void **state)
{
    (void)state;
    TESTING_EXACT(formulas_cloud_usd(8, 3600, 0.001), 8 * 3600 * 0.001);
}

static void utilization_is_what_time_was_made_of(void **state)
{
    (void)state;
    for (double utilization = 0.125; utilization <= 1; utilization += 0.125) {
        double time = formulas_time_s(1e18, 8, 1e14, utilization, 1, 1);
        TESTING_CLOSE(formulas_mfu(1e18, 8, 1e14, time), utilization, 1e-15);
        // Over the wall clock, what goes to failures counts against it.
        time = formulas_time_s(1e18, 8, 1e14, utilization, 0.5, 1);
        TESTING_CLOSE(formulas_mfu(1e18, 8, 1e14, time), utilization / 2, 1e-15);
    }
}

static void what_is_unknown_stays_unknown(void **state)
{
    (void)state;
    double unknown = (double)NAN;
    assert_true(isnan(formulas_time_s(unknown, 1, 1, 1, 1, 1)) && isnan(formulas_time_s(1, 1, 1, unknown, 1, 1)));
    assert_true(isnan(formulas_power_w(1, 1, 1, unknown)) && isnan(formulas_power_w(1, 1, 0, unknown)));
    assert_true(isnan(formulas_energy_j(unknown, 1)) && isnan(formulas_energy_j(1, unknown)));
    assert_true(isnan(formulas_time_s(1, 1, 1, 1, 1, unknown)) && isnan(formulas_step_time_s(1, 1, unknown)));
    assert_true(isnan(formulas_water_l(1, unknown, 1, 0)) && isnan(formulas_water_l(1, 1, unknown, 0)));
    assert_true(isnan(formulas_embodied_co2e_g(1, 1, 0, unknown, 1, 1, 1)));
    assert_true(isnan(formulas_co2e_g(1, unknown)) && isnan(formulas_mfu(1, 1, unknown, 1)));
}

// Daly 2006 (doi 10.1016/j.future.2004.11.016), captions of figures 3 to 5: checkpoints of 5 minutes, and failures
// every 24 h, 6 h and 15 min.
static void checkpoint_intervals_of_daly(void **state)
{
    (void)state;
    TESTING_EXACT(round(formulas_checkpoint_interval_s(300, 1.0 / (24 * 3600)) / 60), 117);
    TESTING_EXACT(round(formulas_checkpoint_interval_s(300, 1.0 / (6 * 3600)) / 60), 57);
    TESTING_EXACT(round(formulas_checkpoint_interval_s(300, 1.0 / (15 * 60)) / 6), 91);
    TESTING_EXACT(formulas_checkpoint_interval_s(2000, 1.0 / 1000), 1000);
    TESTING_EXACT(formulas_checkpoint_interval_s(5000, 1.0 / 1000), 1000);
    TESTING_EXACT(formulas_checkpoint_interval_s(0, 1.0 / 1000), 0);
    assert_true(formulas_checkpoint_interval_s(300, 0) == INFINITY && formulas_checkpoint_interval_s(0, 0) == INFINITY);
    // Young 1974 (doi 10.1145/361147.361115): sqrt(2 delta M), its first term.
    TESTING_CLOSE(formulas_checkpoint_interval_s(1e-6, 1e-6), sqrt(2), 1e-6);
}

// The exact optimum: of (e^(x + d) - 1) / x, that is x = 1 + W(-e^(-d - 1)).
static void checkpoint_intervals_are_nearly_the_best(void **state)
{
    (void)state;
    const double useful = 1e7, mtbf = 3600, restart = 120;
    for (double d = 1e-6; d < 4; d *= 1.07) {
        double checkpoint = d * mtbf, exact = mtbf * (1 + gsl_sf_lambert_W0(-exp(-d - 1)));
        double chosen = formulas_checkpoint_interval_s(checkpoint, 1 / mtbf);
        double best = formulas_wall_time_s(useful, exact, checkpoint, restart, 1 / mtbf);
        for (double factor = 0.5; factor < 2; factor += 0.01)
            assert_true(formulas_wall_time_s(useful, exact * factor, checkpoint, restart, 1 / mtbf) >=
                        best * (1 - 1e-12));
        TESTING_CLOSE(formulas_wall_time_s(useful, chosen, checkpoint, restart, 1 / mtbf), best, d < 0.5 ? 1e-4 : 2e-3);
        TESTING_CLOSE(chosen, exact, d < 0.1 ? 1e-3 : 0.07);
    }
}

static void wall_time_is_the_model_of_daly(void **state)
{
    (void)state;
    // Figure 3: M = 24 h, T = 500 h, R = 10 min, delta = 5 min.
    double m = 24, tau = 117.0 / 60, delta = 5.0 / 60, restart = 1.0 / 6;
    double printed = m * exp(restart / m) * (exp((tau + delta) / m) - 1) * 500 / tau;
    TESTING_CLOSE(formulas_wall_time_s(500 * 3600, tau * 3600, 300, 600, 1 / (24 * 3600.0)) / 3600, printed, 1e-13);
    // Nothing fails: checkpoints alone, one at the end where no interval is reached. To the last bit.
    TESTING_EXACT(formulas_wall_time_s(1000, 100, 5, 600, 0), 1050);
    TESTING_CLOSE(formulas_wall_time_s(1000, INFINITY, 5, 600, 0), 1005, 1e-15);
    TESTING_CLOSE(formulas_wall_time_s(1000, 5000, 5, 600, 0), 1005, 1e-15);
    TESTING_EXACT(formulas_wall_time_s(1000.1, 77, 0, 600, 0), 1000.1);
    TESTING_EXACT(formulas_wall_time_s(1000.1, 0, 0, 600, 0), 1000.1);
    // From there on without a step: to the first order, a failure loses half a segment and a restart.
    TESTING_CLOSE(formulas_wall_time_s(1000, 100, 5, 20, 1e-12) - 1050, 1050 * 1e-12 * (105.0 / 2 + 20), 1e-3);
    TESTING_CLOSE(formulas_wall_time_s(1000, 0, 0, 20, 1e-3), 1000 * exp(0.02), 1e-15);
    // It never finishes: infinite, not unknown.
    assert_true(formulas_wall_time_s(1e6, 1e3, 1, 1e6, 1) == INFINITY);
    assert_true(formulas_wall_time_s(1e6, 1e6, 0, 0, 1) == INFINITY);
    assert_true(formulas_wall_time_s(1e6, INFINITY, 0, 0, 1) == INFINITY);
    TESTING_EXACT(formulas_useful_time_s(100, 0.25), 125);
    TESTING_EXACT(formulas_reserved_time_s(100, 0.5), 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checkpoint_intervals_of_daly),    cmocka_unit_test(checkpoint_intervals_are_nearly_the_best),
        cmocka_unit_test(wall_time_is_the_model_of_daly),  cmocka_unit_test(time_is_work_over_achieved_rate),
        cmocka_unit_test(a_residual_stretches_time),       cmocka_unit_test(a_pass_takes_the_longer_of_two),
        cmocka_unit_test(power_is_of_devices_and_nodes),   cmocka_unit_test(energy_and_emissions_of_the_founding_paper),
        cmocka_unit_test(making_of_the_hardware_of_bloom), cmocka_unit_test(water_of_gpt3),
        cmocka_unit_test(a_bill_is_of_all_devices),        cmocka_unit_test(utilization_is_what_time_was_made_of),
        cmocka_unit_test(what_is_unknown_stays_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
