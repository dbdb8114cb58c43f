#include "report/row_text.h"

#include <stdlib.h>
#include <string.h>

#include "report/number_text.h"

enum { ROW_TEXT_FIRST = 1024 };

void row_text_init(struct row_text *row)
{
    *row = (struct row_text){.text = NULL};
}

void row_text_free(struct row_text *row)
{
    free(row->text);
    row_text_init(row);
}

// Room for `length` more bytes and a NUL; where they begin, NULL when memory has run out.
static char *row_text_room(struct row_text *row, size_t length)
{
    size_t needed = row->length + length + 1;
    if (needed > row->capacity) {
        size_t capacity = row->capacity ? row->capacity : ROW_TEXT_FIRST;
        while (capacity < needed)
            capacity *= 2;
        char *text = row->no_memory ? NULL : realloc(row->text, capacity);
        if (!text) {
            row->no_memory = true;
            return NULL;
        }
        row->text = text;
        row->capacity = capacity;
    }
    return row->text + row->length;
}

static void row_text_bytes(struct row_text *row, const char *bytes, size_t length)
{
    char *at = row_text_room(row, length);
    if (!at)
        return;
    memcpy(at, bytes, length);
    at[length] = '\0';
    row->length += length;
}

void row_text_put(struct row_text *row, const char *text)
{
    row_text_bytes(row, text, strlen(text));
}

void row_text_blanks(struct row_text *row, size_t count)
{
    char *at = row_text_room(row, count);
    if (!at)
        return;
    memset(at, ' ', count);
    at[count] = '\0';
    row->length += count;
}

void row_text_exact(struct row_text *row, double number)
{
    char text[NUMBER_TEXT_SIZE];
    number_text_exact(number, text);
    row_text_put(row, text);
}
