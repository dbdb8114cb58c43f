// json.c: what it writes is read back (JSON is YAML) and must say what the sheet said.
#include "documenting.h"
#include "writing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct sheet new_sheet(struct testing *t)
{
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, "A title for people");
    return sheet;
}

static void fields_tables_and_notes_make_one_object(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column columns[] = {
        {.key = "layer", .heading = "Layer"}, {.key = "flop", .heading = "FLOP"}, {.heading = "For people"}};
    struct sheet sheet = new_sheet(t);
    sheet.notes_key = "notes";
    sheet_field(&sheet, "model", "Model", SHEET_PLAIN, NULL, sheet_text("gpt2"));
    sheet_field(&sheet, "time_h", "Time", SHEET_PLAIN, "h", sheet_number(84.5));
    sheet_field(&sheet, NULL, "For people", SHEET_PLAIN, "h", sheet_number(1));
    sheet_field(&sheet, "power_w", NULL, SHEET_PLAIN, "W", sheet_number((double)NAN));
    sheet_field(&sheet, "corrected", "Corrected", SHEET_PLAIN, NULL, sheet_flag(false));
    struct sheet_table *table = sheet_table(&sheet, "layers", "Layers", columns, 3);
    for (int i = 0; i < 2; i++) {
        struct sheet_cell *row = sheet_row(&sheet, table);
        row[0] = sheet_text(i ? "mlp" : "attention");
        row[1] = sheet_number(i ? (double)NAN : 24e9);
        row[2] = sheet_text("not for machines");
    }
    sheet_table(&sheet, NULL, "For people", columns, 3);
    sheet_note(&sheet, "first");
    sheet_note(&sheet, "second");
    assert_string_equal(written(t, json_write, &sheet, 80), "{\n"
                                                            "  \"model\": \"gpt2\",\n"
                                                            "  \"time_h\": 84.5,\n"
                                                            "  \"power_w\": null,\n"
                                                            "  \"corrected\": false,\n"
                                                            "  \"layers\": [\n"
                                                            "    {\"layer\": \"attention\", \"flop\": 24000000000},\n"
                                                            "    {\"layer\": \"mlp\", \"flop\": null}\n"
                                                            "  ],\n"
                                                            "  \"notes\": [\n"
                                                            "    \"first\",\n"
                                                            "    \"second\"\n"
                                                            "  ]\n"
                                                            "}\n");
    const struct yaml_node *root = testing_yaml(t, written(t, json_write, &sheet, 80));
    assert_string_equal(testing_at(root, "layers[0].flop")->text, "24000000000");
    assert_true(yaml_tree_is_null(testing_at(root, "power_w")));
    assert_string_equal(testing_at(root, "notes[1]")->text, "second");
}

static void empty_tables_and_notes_are_empty_lists(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column columns[] = {{.key = "a"}};
    struct sheet sheet = new_sheet(t);
    sheet.notes_key = "notes";
    sheet_table(&sheet, "rows", NULL, columns, 1);
    sheet_table(&sheet, "things", NULL, columns, 1)->is_object = true;
    assert_string_equal(written(t, json_write, &sheet, 80),
                        "{\n  \"rows\": [],\n  \"things\": {},\n  \"notes\": []\n}\n");
    sheet = new_sheet(t); // notes without a key are for people
    sheet_note(&sheet, "unseen");
    assert_string_equal(written(t, json_write, &sheet, 80), "{\n}\n");
}

static void a_table_may_be_an_object_keyed_by_its_first_column(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column columns[] = {
        {.key = "name"}, {.key = "value"}, {.key = "note", .omit_none = true}};
    struct sheet sheet = new_sheet(t);
    struct sheet_table *table = sheet_table(&sheet, "inputs", NULL, columns, 3);
    table->is_object = true;
    struct sheet_cell *row = sheet_row(&sheet, table);
    row[0] = sheet_text("pue");
    row[1] = sheet_number(1.58);
    row[2] = sheet_text("default");
    sheet_row(&sheet, table)[0] = sheet_text("goodput");
    assert_string_equal(written(t, json_write, &sheet, 80), "{\n  \"inputs\": {\n"
                                                            "    \"pue\": {\"value\": 1.58, \"note\": \"default\"},\n"
                                                            "    \"goodput\": {\"value\": null}\n"
                                                            "  }\n}\n");
}

static void keys_are_left_out_where_asked(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column columns[] = {{.key = "a", .omit_none = true}, {.key = "b"}};
    struct sheet sheet = new_sheet(t);
    struct sheet_table *table = sheet_table(&sheet, "rows", NULL, columns, 2);
    sheet_row(&sheet, table)[1] = sheet_number(1); // the first key is missing: no comma may be left
    sheet_row(&sheet, table)[0] = sheet_number(2);
    assert_string_equal(written(t, json_write, &sheet, 80),
                        "{\n  \"rows\": [\n    {\"b\": 1},\n    {\"a\": 2, \"b\": null}\n  ]\n}\n");
}

static void texts_are_escaped(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet = new_sheet(t);
    sheet_field(&sheet, "key \"quoted\"", "k", SHEET_PLAIN, NULL, sheet_text("a \"b\" \\ c\n\td\re\x01\x1f"));
    assert_string_equal(written(t, json_write, &sheet, 80),
                        "{\n  \"key \\\"quoted\\\"\": \"a \\\"b\\\" \\\\ c\\n\\td\\u000de\\u0001\\u001f\"\n}\n");
}

static void texts_read_back_the_same(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet = new_sheet(t);
    char controls[34] = "";
    for (int i = 1; i < 0x20; i++)
        controls[i - 1] = (char)i;
    const char *const texts[] = {
        controls,
        "\"",
        "\\",
        "\\\"",
        "\\n is no line end",
        "ends in a backslash \\",
        "Grüße, 한국어, Ελλάδα, \xF0\x9F\x94\x8B", // two, three and four bytes
        "{\"json\": [1, 2]}",
        "# no comment: - no list",
        "  blanks around  ",
        "null",
        "12",
        "'single'",
        "%s%n%d",
        "/slash/",
    };
    size_t count = sizeof texts / sizeof *texts;
    for (size_t i = 0; i < count; i++)
        sheet_field(&sheet, testing_text(t, "k%zu", i), "k", SHEET_PLAIN, NULL, sheet_text(texts[i]));
    const struct yaml_node *root = testing_yaml(t, written(t, json_write, &sheet, 80));
    assert_int_equal(root->count, count);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(testing_at(root, testing_text(t, "k%zu", i))->text, texts[i]);
        assert_true(testing_at(root, testing_text(t, "k%zu", i))->quoted);
    }
}

static void numbers_read_back_the_same(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column columns[] = {{.key = "x"}};
    enum { COUNT = 20000 };
    double numbers[COUNT];
    uint64_t stream = 42;
    struct sheet sheet = new_sheet(t);
    struct sheet_table *table = sheet_table(&sheet, "rows", NULL, columns, 1);
    for (size_t i = 0; i < COUNT; i++) {
        do {
            stream = stream * 6364136223846793005u + 1442695040888963407u;
            uint64_t bits = stream ^ (stream >> 32);
            memcpy(&numbers[i], &bits, sizeof bits);
        } while (!isfinite(numbers[i]));
        if (i % 3 == 0)
            numbers[i] = floor(ldexp(frexp(numbers[i], &(int){0}), (int)(i % 60)));
        sheet_row(&sheet, table)[0] = sheet_number(numbers[i]);
    }
    const struct yaml_node *rows = testing_at(testing_yaml(t, written(t, json_write, &sheet, 80)), "rows");
    assert_int_equal(rows->count, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        const struct yaml_node *x = yaml_tree_get(rows->items[i], "x");
        TESTING_EXACT(strtod(x->text, NULL), numbers[i]);
        assert_false(x->quoted);
    }
}

static void styles_do_not_touch_numbers(void **state)
{
    struct testing *t = testing_of(state);
    static const enum sheet_style styles[] = {SHEET_PLAIN,  SHEET_EXACT, SHEET_SCALED,
                                              SHEET_BINARY, SHEET_RATIO, SHEET_PERCENT};
    struct sheet sheet = new_sheet(t);
    for (size_t i = 0; i < 6; i++)
        sheet_field(&sheet, testing_text(t, "k%zu", i), "k", styles[i], "FLOP", sheet_number(28500298752.5));
    const struct yaml_node *root = testing_yaml(t, written(t, json_write, &sheet, 80));
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(testing_at(root, testing_text(t, "k%zu", i))->text, "28500298752.5");
}

static void a_table_inside_a_row_is_an_array(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column outer[] = {
        {.key = "metric"}, {.key = "indices", .is_inner = true}, {.key = "none", .omit_none = true}};
    static const struct sheet_column inner[] = {{.key = "input"}, {.key = "first"}};
    struct sheet sheet = new_sheet(t);
    struct sheet_table *table = sheet_table(&sheet, "metrics", NULL, outer, 3);
    for (int i = 0; i < 2; i++) {
        struct sheet_table *rows = sheet_inner_table(&sheet, inner, 2);
        for (int j = 0; j < 2 * i; j++) {
            struct sheet_cell *row = sheet_row(&sheet, rows);
            row[0] = sheet_text(j ? "b" : "a");
            row[1] = sheet_number(j ? (double)NAN : 0.5);
        }
        struct sheet_cell *row = sheet_row(&sheet, table);
        row[0] = sheet_text("m");
        row[1] = sheet_rows(rows);
    }
    assert_string_equal(written(t, json_write, &sheet, 80), "{\n"
                                                            "  \"metrics\": [\n"
                                                            "    {\"metric\": \"m\", \"indices\": []},\n"
                                                            "    {\"metric\": \"m\", \"indices\": [\n"
                                                            "      {\"input\": \"a\", \"first\": 0.5},\n"
                                                            "      {\"input\": \"b\", \"first\": null}\n"
                                                            "    ]}\n"
                                                            "  ]\n"
                                                            "}\n");
}

static void texts_and_figures_are_members(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet;
    documenting_programme(t, &sheet, 2, "\"Search\"");
    const struct yaml_node *root = testing_yaml(t, written(t, json_write, &sheet, 80));
    TESTING_CONTAINS(testing_at(root, "summary")->text, "The programme \u201c\"Search\"\u201d takes");
    TESTING_CONTAINS(testing_at(root, "model_card")->text, "co2_eq_emissions:\n  emissions: 10436300");
    assert_string_equal(testing_at(root, "work[3].work")->text, "total");
    assert_string_equal(testing_at(root, "figures.energy.kind")->text, "histogram");
    assert_string_equal(testing_at(root, "figures.energy.edges[24]")->text, "80");
    assert_string_equal(testing_at(root, "figures.energy.median")->text, "43.1");
    assert_int_equal(testing_at(root, "figures.energy.counts")->count, 24);
    assert_string_equal(testing_at(root, "figures.cost_by_work.rows[5].label")->text, "\"Search\" 6");
    assert_string_equal(testing_at(root, "figures.cost_by_work.rows[5].value")->text, "20");
    assert_string_equal(testing_at(root, "figures.tornado.base")->text, "300");
    assert_string_equal(testing_at(root, "figures.tornado.rows[0].high")->text, "480");
    assert_string_equal(testing_at(root, "figures.regions.rows[2].x")->text, "58");
    assert_string_equal(testing_at(root, "figures.regions.rows[2].marked")->text, "true");
    assert_string_equal(testing_at(root, "figures.regions.y_label")->text, "emissions (tCO\u2082e)");
}

// A key that comes again is numbered: no reader of JSON keeps two of one name.
static void keys_stay_unique(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column columns[] = {{.key = "a"}};
    const struct figure figure = {.kind = FIGURE_BARS, .key = "f", .title = "F", .alt = "A"};
    struct sheet sheet = new_sheet(t);
    sheet_field(&sheet, "x", "x", SHEET_PLAIN, NULL, sheet_number(1));
    sheet_paragraph(&sheet, "x", "second");
    sheet_table(&sheet, "x", "x", columns, 1);
    sheet_paste(&sheet, "y", "y", "text");
    sheet_figure(&sheet, &figure);
    sheet_figure(&sheet, &figure);
    const struct yaml_node *root = testing_yaml(t, written(t, json_write, &sheet, 80));
    assert_string_equal(testing_at(root, "x")->text, "1");
    assert_string_equal(testing_at(root, "x_2")->text, "second");
    assert_int_equal(testing_at(root, "x_3")->count, 0);
    assert_string_equal(testing_at(root, "y")->text, "text");
    assert_string_equal(testing_at(root, "figures.f.title")->text, "F");
    assert_string_equal(testing_at(root, "figures.f_2.title")->text, "F");
}

static void chapters_are_a_list_of_objects(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet;
    documenting_batch(t, &sheet, 3, 2);
    const char *text = written(t, json_write, &sheet, 80);
    const struct yaml_node *root = testing_yaml(t, text);
    assert_int_equal(testing_at(root, "programmes")->count, 3);
    assert_string_equal(testing_at(root, "programmes[2].programme")->text, "batch 3");
    assert_string_equal(testing_at(root, "programmes[1].work[0].work")->text, "batch 2 1");
    assert_string_equal(testing_at(root, "programmes[0].warnings[0]")->text,
                        "utilization was not given: the default 31.5 % was used");
    TESTING_CONTAINS(text, "\n  \"programmes\": [\n    {\n      \"programme\": \"batch 1\",\n");
    TESTING_CONTAINS(text, "\n    }\n  ]\n}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(texts_and_figures_are_members),
        TESTING_CASE(keys_stay_unique),
        TESTING_CASE(chapters_are_a_list_of_objects),
        TESTING_CASE(fields_tables_and_notes_make_one_object),
        TESTING_CASE(empty_tables_and_notes_are_empty_lists),
        TESTING_CASE(a_table_may_be_an_object_keyed_by_its_first_column),
        TESTING_CASE(keys_are_left_out_where_asked),
        TESTING_CASE(texts_are_escaped),
        TESTING_CASE(texts_read_back_the_same),
        TESTING_CASE(numbers_read_back_the_same),
        TESTING_CASE(styles_do_not_touch_numbers),
        TESTING_CASE(a_table_inside_a_row_is_an_array),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
