// formulas.h: each line against a figure worked out by hand or printed by its source.
#include "testing.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_is_work_over_achieved_rate), cmocka_unit_test(a_residual_stretches_time),
        cmocka_unit_test(power_is_of_devices_and_nodes),   cmocka_unit_test(energy_and_emissions_of_the_founding_paper),
        cmocka_unit_test(making_of_the_hardware_of_bloom), cmocka_unit_test(water_of_gpt3),
        cmocka_unit_test(a_bill_is_of_all_devices),        cmocka_unit_test(utilization_is_what_time_was_made_of),
        cmocka_unit_test(what_is_unknown_stays_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
