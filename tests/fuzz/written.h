// What is always true of a document in each format, whatever its texts say. What is not ends the process.
#ifndef FLOPCAST_TESTS_FUZZ_WRITTEN_H
#define FLOPCAST_TESTS_FUZZ_WRITTEN_H

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

static inline void written_fail(const char *format, const char *what, const char *at)
{
    fprintf(stderr, "%s: %s at: %.200s\n", format, what, at);
    abort();
}

// Valid UTF-8 without control characters but tabs and ends of lines; lines of people's formats hold nothing that turns.
static inline void written_text(const char *format, const char *text, bool turns)
{
    for (size_t left = strlen(text), length = 0; left; text += length, left -= length) {
        length = utf8_sequence(text, left);
        if (!length)
            written_fail(format, "not UTF-8", text);
        if (utf8_is_control(text, length) && !strchr("\t\r\n", *text))
            written_fail(format, "a control character", text);
        if (!turns && utf8_turns(text, length))
            written_fail(format, "a character that turns the direction", text);
    }
}

// ---- HTML ------------------------------------------------------------------------------------

// Bytes of the tag that text begins with, attributes in quotes.
static inline size_t written_tag(const char *text)
{
    const char *at = text;
    char quote = '\0';
    for (; *at && (quote || *at != '>'); at++)
        quote = quote ? (*at == quote ? '\0' : quote) : *at == '"' ? '"' : '\0';
    return *at ? (size_t)(at - text) + 1 : 0;
}

// Every tag is one of ours, has no handler and leads nowhere else, and is closed by its own.
static inline void written_html(const char *text)
{
    static const char *const known[] = {
        "meta",   "wbr",        "br", // never closed
        "html",   "head",       "body",  "header",  "main",   "nav",   "style",   "title",   "h1", "h2",   "h3",
        "p",      "pre",        "ol",    "ul",      "li",     "dl",    "dt",      "dd",      "a",  "span", "div",
        "figure", "figcaption", "table", "caption", "thead",  "tbody", "tr",      "th",      "td", "svg",  "desc",
        "text",   "g",          "rect",  "line",    "circle", "path",  "polygon", "polyline"};
    enum { VOID = 3 };
    enum { DEPTH = 30 };
    size_t stack[DEPTH], depth = 0;
    written_text("html", text, false);
    if (strncmp(text, "<!DOCTYPE html>", 15) != 0 || !strstr(text, "http-equiv=\"Content-Security-Policy\""))
        written_fail("html", "no page under a policy", text);
    for (const char *at = text + 15; (at = strchr(at, '<'));) {
        size_t length = written_tag(at), kind = 0;
        bool closes = at[1] == '/', closed = length > 1 && at[length - 2] == '/';
        const char *name = at + 1 + closes;
        size_t bytes = strcspn(name, " \n/>");
        while (kind < sizeof known / sizeof *known &&
               (strlen(known[kind]) != bytes || strncmp(known[kind], name, bytes) != 0))
            kind++;
        if (!length || kind == sizeof known / sizeof *known)
            written_fail("html", "no tag of ours", at);
        for (const char *attribute = at; (attribute = strstr(attribute, "=\"")) && attribute < at + length;
             attribute += 2) {
            const char *begin = attribute;
            while (begin > at && (isalnum((unsigned char)begin[-1]) || begin[-1] == '-'))
                begin--;
            bool leads = strncmp(begin, "href=", 5) == 0 || strncmp(begin, "src=", 4) == 0;
            if (begin[-1] == ' ' && ((strncmp(begin, "on", 2) == 0) || (leads && attribute[2] != '#')))
                written_fail("html", "an attribute that acts", at);
        }
        if (closes && (!depth || stack[--depth] != kind))
            written_fail("html", "a tag closed that was not open", at);
        if (!closes && !closed && kind >= VOID) {
            if (depth == DEPTH)
                written_fail("html", "nested without end", at);
            stack[depth++] = kind;
        }
        at += length;
        if (!closes && strcmp(known[kind], "style") == 0 && !(at = strstr(at, "</style>")))
            written_fail("html", "a style without end", text);
    }
    if (depth)
        written_fail("html", "a tag that is not closed", known[stack[depth - 1]]);
}

// ---- LaTeX -----------------------------------------------------------------------------------

// No command that reads, writes, defines or changes what characters mean; braces close.
static inline void written_tex(const char *text)
{
    static const char *const refused[] = {
        "input",   "include", "write",   "read",      "openin", "openout", "def",     "gdef", "edef",           "let",
        "catcode", "csname",  "special", "immediate", "href",   "url",     "shipout", "verb", "lstinputlisting"};
    long depth = 0;
    written_text("tex", text, false);
    for (const char *at = text; *at; at++) {
        if (*at == '{')
            depth++;
        else if (*at == '}' && --depth < 0)
            written_fail("tex", "a brace closed that was not open", at);
        else if (*at == '%' && at[1] != '\n')
            written_fail("tex", "a comment", at);
        if (*at != '\\')
            continue;
        const char *name = ++at;
        size_t bytes = 0;
        while (isalpha((unsigned char)name[bytes]) || name[bytes] == '@')
            bytes++;
        for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
            if (strlen(refused[i]) == bytes && strncmp(refused[i], name, bytes) == 0)
                written_fail("tex", "a command that no text may bring", name - 1);
        at += bytes ? bytes - 1 : 0;
        if (!*at)
            break;
    }
    if (depth)
        written_fail("tex", "braces that do not close", text + strlen(text));
    if (!strstr(text, "\\end{document}\n") || strstr(text, "\\end{document}\n")[15])
        written_fail("tex", "no end, or something after it", text);
}

// ---- CSV, Markdown, tables -------------------------------------------------------------------

// RFC 4180: rows of one length, quotes where they belong; no text that a spreadsheet would run.
static inline void written_csv(const char *text)
{
    size_t columns = 0, count = 0;
    written_text("csv", text, false);
    for (const char *at = text; *at; at++) {
        const char *begin = at;
        if (*at == '"') {
            for (at++; *at && (*at != '"' || at[1] == '"'); at++)
                at += *at == '"';
            if (*at++ != '"')
                written_fail("csv", "a quote that is not closed", begin);
        } else
            at += strcspn(at, ",\n\"\r");
        begin += *begin == '"';
        if (strchr("=@", *begin) || (strchr("+-", *begin) && !isdigit((unsigned char)begin[1])))
            written_fail("csv", "a formula", begin);
        count++;
        if (*at != ',' && *at != '\n')
            written_fail("csv", "a field that does not end", begin);
        if (*at == ',')
            continue;
        if (columns && count != columns)
            written_fail("csv", "a row of another length", begin);
        columns = count;
        count = 0;
    }
    if (count || !columns)
        written_fail("csv", "a row without end", text);
}

// Rows of a table have as many columns as its head; no HTML.
static inline void written_md(const char *text)
{
    size_t last = 0, fence = 0; // backticks of the one that is open
    written_text("md", text, false);
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n"), bars = 0, ticks = strspn(line, "`");
        for (size_t i = 0; i < length && !fence; i++) {
            if (line[i] == '\\')
                i++;
            else if (line[i] == '|' && *line == '|')
                bars++;
            else if (line[i] == '<')
                written_fail("md", "HTML", line + i);
        }
        if (last && bars && bars != last)
            written_fail("md", "a row of another length", line);
        last = bars;
        if (!fence && ticks >= 3)
            fence = ticks;
        else if (fence && ticks >= fence && ticks == length)
            fence = 0;
        line += length + (line[length] == '\n');
    }
    if (fence)
        written_fail("md", "a fence that is not closed", text);
}

static inline void written_table(const char *text)
{
    written_text("table", text, false);
}

// ---- JSON ------------------------------------------------------------------------------------

static inline const char *written_json_text(const char *at)
{
    for (at++; *at != '"'; at++) {
        if ((unsigned char)*at < 0x20)
            written_fail("json", "a control character", at);
        if (*at != '\\')
            continue;
        at++;
        if (!*at || !strchr("\"\\/bfnrtu", *at))
            written_fail("json", "an escape", at);
        for (size_t i = 1; *at == 'u' && i <= 4; i++)
            if (!isxdigit((unsigned char)at[i]))
                written_fail("json", "an escape", at);
    }
    return at + 1;
}

static inline const char *written_json_blank(const char *at)
{
    return at + strspn(at, " \n");
}

// Behind the value that begins here (RFC 8259).
static inline const char *written_json_value(const char *at, int depth)
{
    static const char *const words[] = {"null", "true", "false"};
    const bool is_object = *at == '{';
    if (*at == '"')
        return written_json_text(at);
    for (size_t i = 0; i < 3; i++)
        if (strncmp(at, words[i], strlen(words[i])) == 0)
            return at + strlen(words[i]);
    if (*at != '[' && !is_object) {
        char *end = NULL;
        if (*at != '-' && !isdigit((unsigned char)*at))
            written_fail("json", "no value", at);
        (void)strtod(at, &end);
        return end;
    }
    if (depth > 20)
        written_fail("json", "nested without end", at);
    at = written_json_blank(at + 1);
    for (bool first = true; *at != (is_object ? '}' : ']'); first = false) {
        if (!first && *at++ != ',')
            written_fail("json", "no comma", at - 1);
        at = written_json_blank(at);
        if (is_object) {
            if (*at != '"')
                written_fail("json", "no key", at);
            at = written_json_blank(written_json_text(at));
            if (*at++ != ':')
                written_fail("json", "no colon", at - 1);
            at = written_json_blank(at);
        }
        at = written_json_blank(written_json_value(at, depth + 1));
    }
    return at + 1;
}

static inline void written_json(const char *text)
{
    written_text("json", text, false);
    const char *end = written_json_blank(written_json_value(written_json_blank(text), 0));
    if (*end)
        written_fail("json", "something after the end", end);
}

// ---- binary formats --------------------------------------------------------------------------

static inline void written_pdf(const char *text)
{
    if (strncmp(text, "%PDF-", 5) != 0)
        written_fail("pdf", "no PDF", text);
}

static inline void written_archive(const char *text)
{
    if (strncmp(text, "PK", 2) != 0)
        written_fail("xlsx", "no archive", text);
}

#endif
