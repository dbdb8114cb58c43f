#include "report/tex_text.h"

#include <stdbool.h>
#include <string.h>

#include "report/text_walk.h"

struct tex_text {
    FILE *stream;
    bool is_typewriter;
    uint32_t before; // the character before
    size_t word;     // characters since the last place where a line may break
};

// ASCII that means something to TeX in running text; typewriter type has all of ASCII at its own places. The dollar is
// taken by its number, for LaTeX would fetch it from a font that a basic installation has as a bitmap only; so are the
// symbols below chosen. (In italics that number is a pound sign: no text is set in them.)
static const char *const tex_text_special[128] = {
    ['#'] = "\\#",
    ['$'] = "{\\char36}",
    ['%'] = "\\%",
    ['&'] = "\\&",
    ['_'] = "\\_",
    ['{'] = "\\{",
    ['}'] = "\\}",
    ['\\'] = "\\textbackslash{}",
    ['^'] = "\\textasciicircum{}",
    ['~'] = "\\textasciitilde{}",
    ['<'] = "\\textless{}",
    ['>'] = "\\textgreater{}",
    ['|'] = "\\textbar{}",
    ['"'] = "''",
};

// U+0100 to U+017F: an accent and its letter, or a command of one or two letters behind a backslash; "": none.
static const char tex_text_latin[128][4] = {
    "=A", "=a",  "uA",   "ua",   "",   "",   "'C", "'c", "^C",  "^c", ".C", ".c", "vC", "vc", "vD", "vd",
    "",   "",    "=E",   "=e",   "uE", "ue", ".E", ".e", "",    "",   "vE", "ve", "^G", "^g", "uG", "ug",
    ".G", ".g",  "cG",   "",     "^H", "^h", "",   "",   "~I",  "~i", "=I", "=i", "uI", "ui", "",   "",
    ".I", "\\i", "",     "",     "^J", "^j", "cK", "ck", "",    "'L", "'l", "cL", "cl", "vL", "vl", "",
    "",   "\\L", "\\l",  "'N",   "'n", "cN", "cn", "vN", "vn",  "",   "",   "",   "=O", "=o", "uO", "uo",
    "HO", "Ho",  "\\OE", "\\oe", "'R", "'r", "cR", "cr", "vR",  "vr", "'S", "'s", "^S", "^s", "cS", "cs",
    "vS", "vs",  "cT",   "ct",   "vT", "vt", "",   "",   "~U",  "~u", "=U", "=u", "uU", "uu", "rU", "ru",
    "HU", "Hu",  "",     "",     "^W", "^w", "^Y", "^y", "\"Y", "'Z", "'z", ".Z", ".z", "vZ", "vz", "",
};

static const struct tex_text_symbol {
    uint32_t code;
    const char *text;
} tex_text_symbols[] = {
    {0x00A0, "~"},
    {0x00A1, "!`"},
    {0x00A3, "$\\mathsterling$"},
    {0x00A7, "$\\mathsection$"},
    {0x00A9, "(c)"},
    {0x00AB, "$\\ll$"},
    {0x00AC, "$\\neg$"},
    {0x00AD, "\\-"},
    {0x00B0, "$^{\\circ}$"},
    {0x00B1, "$\\pm$"},
    {0x00B2, "$^{2}$"},
    {0x00B3, "$^{3}$"},
    {0x00B5, "$\\mu$"},
    {0x00B7, "$\\cdot$"},
    {0x00B9, "$^{1}$"},
    {0x00BB, "$\\gg$"},
    {0x00BC, "$\\frac{1}{4}$"},
    {0x00BD, "$\\frac{1}{2}$"},
    {0x00BE, "$\\frac{3}{4}$"},
    {0x00BF, "?`"},
    {0x00D7, "$\\times$"},
    {0x00F7, "$\\div$"},
    {0x0391, "A"},
    {0x0392, "B"},
    {0x0393, "$\\Gamma$"},
    {0x0394, "$\\Delta$"},
    {0x0398, "$\\Theta$"},
    {0x039B, "$\\Lambda$"},
    {0x03A0, "$\\Pi$"},
    {0x03A3, "$\\Sigma$"},
    {0x03A6, "$\\Phi$"},
    {0x03A8, "$\\Psi$"},
    {0x03A9, "$\\Omega$"},
    {0x03B1, "$\\alpha$"},
    {0x03B2, "$\\beta$"},
    {0x03B3, "$\\gamma$"},
    {0x03B4, "$\\delta$"},
    {0x03B5, "$\\varepsilon$"},
    {0x03B6, "$\\zeta$"},
    {0x03B7, "$\\eta$"},
    {0x03B8, "$\\theta$"},
    {0x03BA, "$\\kappa$"},
    {0x03BB, "$\\lambda$"},
    {0x03BC, "$\\mu$"},
    {0x03BD, "$\\nu$"},
    {0x03BE, "$\\xi$"},
    {0x03C0, "$\\pi$"},
    {0x03C1, "$\\rho$"},
    {0x03C3, "$\\sigma$"},
    {0x03C4, "$\\tau$"},
    {0x03C6, "$\\varphi$"},
    {0x03C7, "$\\chi$"},
    {0x03C8, "$\\psi$"},
    {0x03C9, "$\\omega$"},
    {0x2002, "~"},
    {0x2003, "~"},
    {0x2009, "\\,"},
    {0x200A, "\\,"},
    {0x200B, "\\allowbreak{}"},
    {0x200C, ""},
    {0x200D, ""},
    {0x200E, ""},
    {0x200F, ""},
    {0x2010, "-"},
    {0x2011, "-"},
    {0x2012, "--"},
    {0x2013, "--"},
    {0x2014, "---"},
    {0x2015, "---"},
    {0x2018, "`"},
    {0x2019, "'"},
    {0x201A, ","},
    {0x201C, "``"},
    {0x201D, "''"},
    {0x201E, ",,"},
    {0x2020, "$\\dagger$"},
    {0x2021, "$\\ddagger$"},
    {0x2022, "$\\bullet$"},
    {0x2026, "\\ldots{}"},
    {0x202F, "\\,"},
    {0x2032, "$'$"},
    {0x2033, "$''$"},
    {0x2044, "/"},
    {0x2070, "$^{0}$"},
    {0x2074, "$^{4}$"},
    {0x2075, "$^{5}$"},
    {0x2076, "$^{6}$"},
    {0x2077, "$^{7}$"},
    {0x2078, "$^{8}$"},
    {0x2079, "$^{9}$"},
    {0x207B, "$^{-}$"},
    {0x2080, "$_{0}$"},
    {0x2081, "$_{1}$"},
    {0x2082, "$_{2}$"},
    {0x2083, "$_{3}$"},
    {0x2084, "$_{4}$"},
    {0x2085, "$_{5}$"},
    {0x2086, "$_{6}$"},
    {0x2087, "$_{7}$"},
    {0x2088, "$_{8}$"},
    {0x2089, "$_{9}$"},
    {0x20AC, "EUR"},
    {0x2190, "$\\leftarrow$"},
    {0x2191, "$\\uparrow$"},
    {0x2192, "$\\rightarrow$"},
    {0x2193, "$\\downarrow$"},
    {0x2194, "$\\leftrightarrow$"},
    {0x2202, "$\\partial$"},
    {0x2208, "$\\in$"},
    {0x220F, "$\\prod$"},
    {0x2211, "$\\sum$"},
    {0x2212, "$-$"},
    {0x2215, "/"},
    {0x221A, "$\\surd$"},
    {0x221E, "$\\infty$"},
    {0x2248, "$\\approx$"},
    {0x2260, "$\\neq$"},
    {0x2264, "$\\leq$"},
    {0x2265, "$\\geq$"},
    {0x226A, "$\\ll$"},
    {0x226B, "$\\gg$"},
    {0xFEFF, ""},
};

// Letters of Latin-1 that Computer Modern makes, read by LaTeX as UTF-8.
static bool tex_text_is_letter(uint32_t code)
{
    return code >= 0xC0 && code <= 0xFF && !strchr("\xD0\xD7\xDE\xF0\xF7\xFE", (int)code);
}

static void tex_text_accent(FILE *stream, const char *latin)
{
    if (latin[0] == '\\')
        fprintf(stream, "\\%s{}", latin + 1);
    else if ((latin[1] == 'i' || latin[1] == 'j') && latin[0] != 'c')
        fprintf(stream, "\\%c{\\%c}", latin[0], latin[1]); // without its dot
    else
        fprintf(stream, "\\%c{%c}", latin[0], latin[1]);
}

static void tex_text_other(FILE *stream, uint32_t code, const char *character)
{
    if (tex_text_is_letter(code)) {
        fputs(character, stream);
        return;
    }
    if (code >= 0x100 && code < 0x180 && tex_text_latin[code - 0x100][0]) {
        tex_text_accent(stream, tex_text_latin[code - 0x100]);
        return;
    }
    for (size_t i = 0; i < sizeof tex_text_symbols / sizeof *tex_text_symbols; i++)
        if (tex_text_symbols[i].code == code) {
            fputs(tex_text_symbols[i].text, stream);
            return;
        }
    if (code == 0xFFFD)
        fputs("\\unknowncharacter{?}", stream);
    else
        fprintf(stream, "\\unknowncharacter{%04X}", (unsigned)code);
}

// Two of these would become another character.
static bool tex_text_joins(uint32_t before, uint32_t code)
{
    return (before == code && strchr("-'`,", (int)code)) || (code == '`' && (before == '?' || before == '!'));
}

static void tex_text_ascii(const struct tex_text *text, char letter)
{
    const char *special = tex_text_special[(unsigned char)letter];
    if (text->is_typewriter && (special || letter == '\'' || letter == '`')) {
        // Its straight quotes stand at places of their own.
        fprintf(text->stream, "{\\char%d}", letter == '\'' ? 13 : letter == '`' ? 18 : letter);
        return;
    }
    if (!text->is_typewriter && tex_text_joins(text->before, (unsigned char)letter))
        fputs("{}", text->stream);
    if (special)
        fputs(special, text->stream);
    else
        fputc(letter, text->stream);
}

// Behind these a long word may be broken, but no number behind its point or its comma.
static bool tex_text_breaks(uint32_t code, const struct text_walk *rest)
{
    if (code == '.' || code == ',')
        return !rest->left || !strchr(".,0123456789", *rest->at);
    return code == '/' || code == '_' || code == ':' || code == '=' || code == '&';
}

static void tex_text_put(struct tex_text *text, uint32_t code, const char *character, const struct text_walk *rest)
{
    if (code < 0x80)
        tex_text_ascii(text, character[0]);
    else
        tex_text_other(text->stream, code, character);
    text->word++;
    if ((tex_text_breaks(code, rest) && text->word > TEX_TEXT_WORD / 4) || text->word >= TEX_TEXT_WORD) {
        fputs("\\allowbreak{}", text->stream);
        text->word = 0;
    }
    text->before = code;
}

// A percent sign stays with its number.
static void tex_text_blank(struct tex_text *text, const struct text_walk *rest)
{
    fputc(rest->left && *rest->at == '%' ? '~' : ' ', text->stream);
    text->before = ' ';
    text->word = 0;
}

void tex_text_line(FILE *stream, const char *string)
{
    struct tex_text text = {.stream = stream};
    struct text_walk walk = text_walk(string, TEXT_WALK_CELL);
    char character[TEXT_WALK_SIZE];
    for (uint32_t code; (code = text_walk_next(&walk, character)) != 0;)
        if (code == ' ' || code == '\n')
            tex_text_blank(&text, &walk);
        else
            tex_text_put(&text, code, character, &walk);
}

void tex_text_paragraph(FILE *stream, const char *string)
{
    struct tex_text text = {.stream = stream};
    struct text_walk walk = text_walk(string, TEXT_WALK_PARAGRAPH);
    char character[TEXT_WALK_SIZE];
    for (uint32_t code; (code = text_walk_next(&walk, character)) != 0;)
        if (code == '\n') {
            fputs("\\par\n", stream);
            text.before = 0;
            text.word = 0;
        } else if (code == ' ')
            tex_text_blank(&text, &walk);
        else
            tex_text_put(&text, code, character, &walk);
    fputs("\\par\n", stream);
}

void tex_text_paste(FILE *stream, const char *string)
{
    struct tex_text text = {.stream = stream, .is_typewriter = true};
    struct text_walk walk = text_walk(string, TEXT_WALK_PARAGRAPH);
    char character[TEXT_WALK_SIZE];
    bool is_open = false;
    for (uint32_t code; (code = text_walk_next(&walk, character)) != 0;) {
        if (!is_open)
            fputs("\\leavevmode{}", stream);
        is_open = code != '\n';
        if (code == '\n') {
            fputs("\\par\n", stream);
            text.before = 0;
            text.word = 0;
        } else if (code == ' ') {
            fputs("\\ ", stream);
            text.word = 0;
        } else
            tex_text_put(&text, code, character, &walk);
    }
    fputs(is_open ? "\\par\n" : "", stream);
}
