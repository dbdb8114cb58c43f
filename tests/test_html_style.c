// report/html_style: the digest of the policy is that of the style, so a browser applies it.
#include "report/html_style.h"

#include <stdlib.h>
#include <string.h>

#include "testing.h"

static void base64(const unsigned char *bytes, size_t count, char *text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < count; i += 3) {
        unsigned long word = (unsigned long)bytes[i] << 16;
        word |= i + 1 < count ? (unsigned long)bytes[i + 1] << 8 : 0;
        word |= i + 2 < count ? (unsigned long)bytes[i + 2] : 0;
        for (size_t k = 0; k < 4; k++)
            *text++ = i + k > count ? '=' : digits[word >> (18 - 6 * k) & 63];
    }
    *text = '\0';
}

static void the_digest_is_of_the_style(void **state)
{
    struct testing *t = testing_of(state);
    const char *path = testing_file(t, "style.css", "");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    html_style_put(file);
    assert_int_equal(fclose(file), 0);
    FILE *sum = popen(testing_text(t, "sha256sum '%s'", path), "r"); // NOLINT(cert-env33-c): of coreutils
    char hex[65] = "", text[64] = "sha256-";
    unsigned char bytes[32];
    assert_non_null(sum);
    assert_int_equal(fread(hex, 1, 64, sum), 64);
    pclose(sum);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)strtoul((char[]){hex[2 * i], hex[2 * i + 1], '\0'}, NULL, 16);
    base64(bytes, sizeof bytes, text + strlen(text));
    if (strcmp(html_style_digest, text) != 0)
        fail_msg("the style was changed: html_style_digest in sim/report/html_style.c has to be \"%s\"", text);
}

static void the_style_asks_for_nothing(void **state)
{
    (void)state;
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    html_style_put(stream);
    assert_int_equal(fclose(stream), 0);
    static const char *const forbidden[] = {"url(", "@import", "<", "http"};
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        assert_null(strstr(text, forbidden[i]));
    int depth = 0;
    for (const char *at = text; *at; at++) {
        depth += *at == '{' ? 1 : *at == '}' ? -1 : 0;
        assert_true(depth >= 0);
    }
    assert_int_equal(depth, 0);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(the_digest_is_of_the_style),
        TESTING_CASE(the_style_asks_for_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
