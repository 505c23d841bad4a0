/* page_numbers.c - see page_numbers.h */
#include "parser/page_numbers.h"
#include "base/text.h"

#include "parser/chars.h"

#include <string.h>
#include <unicode/uchar.h>

enum {
    PAGE_NUMBER_MAX = 32, /* bytes */
    PAGE_DIGITS_MAX = 4
};

/* The word for "page", and for "of", that stands with a page's number. */
static bool is_page_word(const char *word, size_t len)
{
    static const char *const words[] = {"page", "p", "pg", "of", "de", "sur", "página", "pagina",
        "pag", "стр", "страница", "из", "صفحة", "من", "第", "页", "共", "頁", NULL};

    for (size_t i = 0; words[i] != NULL; i++)
        if (strlen(words[i]) == len && memcmp(words[i], word, len) == 0)
            return true;
    return false;
}

static bool is_roman(const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (strchr("ivxlc", word[i]) == NULL)
            return false;
    return len > 0 && len <= 6;
}

/* What the words of a line, as it is read, make of its being a page number. */
struct page_count {
    size_t numbers, romans;
    bool of; /* "page", "of", "/": two numbers are allowed */
};

/* False: a word that no page number has. */
static bool count_word(struct page_count *self, const char *word, size_t n, bool digits)
{
    bool roman = !digits && is_roman(word, n), page_word = !digits && is_page_word(word, n);

    self->numbers += digits;
    self->romans += roman;
    self->of = self->of || page_word;
    return digits ? n <= PAGE_DIGITS_MAX : roman || page_word;
}

bool page_numbers_is(const char *text, size_t len)
{
    char word[PAGE_NUMBER_MAX * 2]; /* lower case may need more bytes */
    struct page_count count = {.of = memchr(text, '/', len) != NULL};
    size_t n = 0;
    bool digits = false;

    if (len == 0 || len > PAGE_NUMBER_MAX - 4)
        return false;
    for (const char *at = text, *end = text + len; at <= end;) {
        uint32_t c = at < end ? chars_next(&at, end) : (at++, 0u);
        bool digit = u_isdigit((UChar32)c), letter = !digit && chars_is_word(c);

        if (n > 0 && (digit != digits || (!digit && !letter) || chars_is_wide(c))) {
            if (!count_word(&count, word, n, digits))
                return false;
            n = 0;
        }
        digits = digit;
        if (digit || letter)
            n += rap_text_put(word + n, (uint32_t)u_tolower((UChar32)c));
    }
    size_t all = count.numbers + count.romans;
    return all == 1 || (count.of && all == 2);
}

/* The first number of a line, -1 of none. */
static int64_t number_of(const page_line_t *line)
{
    int64_t number = -1;

    for (const char *at = line->text, *end = at + line->len; at < end;) {
        uint32_t c = chars_next(&at, end);

        if (u_isdigit((UChar32)c))
            number = (number < 0 ? 0 : number * 10) + u_charDigitValue((UChar32)c);
        else if (number >= 0)
            break;
    }
    return number;
}

/* The page's uppermost line, or its lowest one, if that is a page number; else NULL. */
static page_line_t *outermost(const pages_t *pages, size_t number, bool top)
{
    const page_t *page = pages_page(pages, number);
    page_line_t *best = NULL;

    for (size_t i = page->first; i < page->first + page->lines; i++) {
        page_line_t *line = pages_line(pages, i);

        if (best == NULL || (top ? line->y0 < best->y0 : line->y1 > best->y1))
            best = line;
    }
    return best != NULL && page_numbers_is(best->text, best->len) ? best : NULL;
}

void page_numbers_mark(pages_t *pages)
{
    for (int top = 0; top < 2; top++) {
        page_line_t *before = NULL;
        int64_t last = -1;

        for (size_t i = 0; i < pages->page.count; i++) {
            page_line_t *line = outermost(pages, i, top == 1);
            int64_t number = line != NULL ? number_of(line) : -1;

            if (line != NULL && before != NULL && number >= 0 && number == last + 1)
                line->role = before->role = LAYOUT_FURNITURE;
            last = number;
            before = line;
        }
    }
}
