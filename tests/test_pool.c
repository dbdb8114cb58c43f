// Tasks on several threads: handed over in order, stopped without a gap, nothing lost when something fails.
#include "testing.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "uncertainty/pool.h"

enum { TASKS_MAX = 3000, NEVER = INT32_MAX };

// What a run does and what was seen of it. Counters that threads share are atomic.
struct trial {
    uint64_t seed;      // of how long each task takes
    int64_t stop_at;    // take sets *stop at this task
    int64_t fail_begin; // which begin, task or take fails
    int64_t fail_work, fail_take;
    bool leaves_a_result; // a task that fails
    int begins, ends;     // calls
    int inside;           // of begin, end or take at a time
    int scratches;        // alive
    int results;          // allocated, neither taken nor dropped
    int begun[TASKS_MAX]; // calls of work
    uint64_t next;        // to be taken
    uint64_t sum;
};

static enum status trial_begin(void *context, void **scratch)
{
    struct trial *trial = context;
    assert_int_equal(__atomic_add_fetch(&trial->inside, 1, __ATOMIC_SEQ_CST), 1);
    int number = trial->begins++;
    *scratch = malloc(1);
    trial->scratches++;
    sched_yield();
    __atomic_sub_fetch(&trial->inside, 1, __ATOMIC_SEQ_CST);
    return number == trial->fail_begin ? STATUS_NO_MEMORY : STATUS_OK;
}

static void trial_end(void *context, void *scratch)
{
    struct trial *trial = context;
    assert_int_equal(__atomic_add_fetch(&trial->inside, 1, __ATOMIC_SEQ_CST), 1);
    trial->ends++;
    trial->scratches -= scratch != NULL;
    free(scratch);
    __atomic_sub_fetch(&trial->inside, 1, __ATOMIC_SEQ_CST);
}

static enum status trial_work(void *context, void *scratch, uint64_t task, void *result)
{
    struct trial *trial = context;
    uint32_t words[4];
    uint64_t *value = NULL;
    assert_non_null(scratch);
    memcpy(&value, result, sizeof value);
    assert_null(value); // whatever was in its place before
    __atomic_add_fetch(&trial->begun[task], 1, __ATOMIC_SEQ_CST);
    random_words(trial->seed, 0, task, words);
    for (uint32_t i = 0; i < words[0] % 8; i++)
        sched_yield();
    bool fails = (int64_t)task == trial->fail_work;
    if (!fails || trial->leaves_a_result) {
        value = malloc(sizeof *value);
        assert_non_null(value);
        *value = 3 * task + 1;
        __atomic_add_fetch(&trial->results, 1, __ATOMIC_SEQ_CST);
        memcpy(result, &value, sizeof value);
    }
    return fails ? STATUS_IO : STATUS_OK;
}

static enum status trial_take(void *context, uint64_t task, const void *result, bool *stop)
{
    struct trial *trial = context;
    uint64_t *value = NULL;
    memcpy(&value, result, sizeof value);
    assert_int_equal(task, trial->next);
    assert_int_equal(*value, 3 * task + 1);
    trial->next++;
    trial->sum += *value;
    free(value);
    __atomic_sub_fetch(&trial->results, 1, __ATOMIC_SEQ_CST);
    if ((int64_t)task == trial->stop_at)
        *stop = true;
    return (int64_t)task == trial->fail_take ? STATUS_UNREACHABLE : STATUS_OK;
}

static void trial_drop(void *context, const void *result)
{
    struct trial *trial = context;
    uint64_t *value = NULL;
    memcpy(&value, result, sizeof value);
    trial->results -= value != NULL;
    free(value);
}

static enum status trial_run(struct trial *trial, uint64_t tasks, int threads, uint64_t *done)
{
    const struct pool_job job = {.context = trial,
                                 .task_count = tasks,
                                 .result_size = sizeof(uint64_t *),
                                 .begin = trial_begin,
                                 .end = trial_end,
                                 .work = trial_work,
                                 .take = trial_take,
                                 .drop = trial_drop};
    *done = UINT64_MAX;
    enum status status = pool_run(&job, threads, done);
    // Whatever happened: nothing is left, and what was done is a prefix without a gap, begun once each.
    assert_int_equal(trial->scratches, 0);
    assert_int_equal(trial->results, 0);
    assert_int_equal(trial->begins, trial->ends);
    assert_in_range(trial->begins, 1, threads < 1 ? 1 : threads);
    for (uint64_t i = 0; i < tasks; i++) {
        assert_in_range(trial->begun[i], i < *done ? 1 : 0, 1);
        assert_true(i == 0 || trial->begun[i] <= trial->begun[i - 1]);
    }
    return status;
}

static struct trial trial_of(uint64_t seed)
{
    return (struct trial){.seed = seed, .stop_at = NEVER, .fail_begin = NEVER, .fail_work = NEVER, .fail_take = NEVER};
}

static void takes_in_order(void **state)
{
    (void)state;
    static const uint64_t counts[] = {0, 1, 2, 3, 17, 1000};
    for (int threads = -1; threads <= 16; threads++)
        for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
            struct trial trial = trial_of((uint64_t)threads);
            uint64_t n = counts[i], done = 0;
            assert_int_equal(trial_run(&trial, n, threads, &done), STATUS_OK);
            assert_int_equal(done, n);
            assert_int_equal(trial.next, n);
            assert_int_equal(trial.sum, n ? 3 * n * (n - 1) / 2 + n : 0);
            assert_in_range(trial.begins, 1, n ? n : 1); // no more threads than tasks
        }
}

static void stops_without_a_gap(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 16; threads++)
        for (int64_t stop_at = 0; stop_at < 100; stop_at += 33) {
            struct trial trial = trial_of((uint64_t)threads);
            uint64_t done = 0;
            trial.stop_at = stop_at;
            assert_int_equal(trial_run(&trial, 1000, threads, &done), STATUS_OK);
            assert_int_equal(done, trial.next);
            // Those that were begun are finished and taken, those that were not are never begun.
            assert_in_range(done, stop_at + 1, threads == 1 ? stop_at + 1 : stop_at + 1 + 8 * threads + 1);
            for (uint64_t i = 0; i < 1000; i++)
                assert_int_equal(trial.begun[i], i < done);
        }
}

static void failures_end_the_run(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 16; threads++)
        for (int64_t at = 0; at < 300; at += 71) {
            uint64_t done = 0;
            struct trial working = trial_of((uint64_t)threads);
            working.fail_work = at;
            assert_int_equal(trial_run(&working, 1000, threads, &done), STATUS_IO);
            assert_in_range(done, 0, at);
            struct trial leaving = trial_of((uint64_t)threads);
            leaving.fail_work = at;
            leaving.leaves_a_result = true;
            assert_int_equal(trial_run(&leaving, 1000, threads, &done), STATUS_IO);
            assert_in_range(done, 0, at);
            struct trial taking = trial_of((uint64_t)threads);
            taking.fail_take = at;
            assert_int_equal(trial_run(&taking, 1000, threads, &done), STATUS_UNREACHABLE);
            assert_int_equal(done, at);
            assert_int_equal(taking.next, at + 1);
        }
    for (int threads = 1; threads <= 16; threads++) {
        struct trial trial = trial_of((uint64_t)threads);
        uint64_t done = 0;
        trial.fail_begin = threads - 1; // the last: the others may have done all by then
        enum status status = trial_run(&trial, 1000, threads, &done);
        assert_int_equal(status, trial.begins == threads ? STATUS_NO_MEMORY : STATUS_OK);
        assert_int_equal(done, trial.next);
    }
}

// Any mixture of threads, tasks, a stop and failures: order and ownership hold (trial_run), and so does the outcome.
static void any_run_keeps_order(void **state)
{
    (void)state;
    for (uint64_t round = 0; round < 400; round++) {
        uint32_t words[4];
        struct trial trial = trial_of(round);
        uint64_t done = 0;
        random_words(2027, 1, round, words);
        int threads = 1 + (int)(words[0] % 16);
        uint64_t tasks = words[1] % 400;
        int64_t at = (int64_t)(words[2] % 500), later = (int64_t)(words[2] / 500 % 500);
        trial.leaves_a_result = words[3] >> 31;
        switch (words[3] % 5) {
        case 0:
            trial.stop_at = at;
            break;
        case 1:
            trial.fail_work = at;
            trial.stop_at = later;
            break;
        case 2:
            trial.fail_take = at;
            trial.stop_at = later;
            break;
        case 3:
            trial.fail_work = at;
            trial.fail_take = later;
            break;
        default:
            break;
        }
        enum status status = trial_run(&trial, tasks, threads, &done);
        bool failed = (int64_t)trial.next > trial.fail_take ||
                      (trial.fail_work < (int64_t)tasks && trial.begun[trial.fail_work] > 0);
        assert_int_equal(status != STATUS_OK, failed);
        assert_int_equal(done, trial.next - ((int64_t)trial.next > trial.fail_take));
        if (status == STATUS_OK && (int64_t)tasks <= trial.stop_at)
            assert_int_equal(done, tasks);
    }
}

// ---- runs inside tasks ---------------------------------------------------------------------------

static enum status count_work(void *context, void *scratch, uint64_t task, void *result)
{
    (void)scratch;
    (void)result;
    __atomic_add_fetch((uint64_t *)context, task, __ATOMIC_SEQ_CST);
    return STATUS_OK;
}

static void with_work_alone(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 4; threads++) {
        uint64_t sum = 0, done = 0;
        const struct pool_job job = {.context = &sum, .task_count = 1000, .work = count_work};
        assert_int_equal(pool_run(&job, threads, &done), STATUS_OK);
        assert_int_equal(done, 1000);
        assert_int_equal(sum, 499500);
    }
}

// A run of its own from each place of the outer one.
static enum status count_inside(uint64_t *sum)
{
    const struct pool_job job = {.context = sum, .task_count = 40, .work = count_work};
    uint64_t done = 0;
    enum status status = pool_run(&job, 3, &done);
    assert_int_equal(done, 40);
    return status;
}

static enum status outer_begin(void *context, void **scratch)
{
    *scratch = NULL;
    return count_inside(context);
}

static enum status outer_work(void *context, void *scratch, uint64_t task, void *result)
{
    (void)scratch;
    (void)task;
    (void)result;
    return count_inside(context);
}

static enum status outer_take(void *context, uint64_t task, const void *result, bool *stop)
{
    (void)task;
    (void)result;
    (void)stop;
    return count_inside(context);
}

static void runs_inside_tasks(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 8; threads++) {
        uint64_t sum = 0, done = 0;
        const struct pool_job job = {
            .context = &sum, .task_count = 60, .begin = outer_begin, .work = outer_work, .take = outer_take};
        assert_int_equal(pool_run(&job, threads, &done), STATUS_OK);
        assert_int_equal(done, 60);
        assert_in_range(sum, (120 + 1) * 780, (120 + threads) * 780); // 0 + 1 + ... + 39 = 780 each
        assert_int_equal(sum % 780, 0);
    }
}

static void threads_of_the_machine(void **state)
{
    (void)state;
    assert_in_range(pool_threads(), 1, POOL_THREADS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_in_order),         cmocka_unit_test(stops_without_a_gap),
        cmocka_unit_test(failures_end_the_run),   cmocka_unit_test(any_run_keeps_order),
        cmocka_unit_test(with_work_alone),        cmocka_unit_test(runs_inside_tasks),
        cmocka_unit_test(threads_of_the_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
