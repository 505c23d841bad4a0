/* markings.c - see markings.h */
#include "parser/markings.h"
#include "base/text.h"

#include "parser/chars.h"

#include <string.h>
#include <unicode/uchar.h>

enum {
    LINE_MAX = 160, /* bytes; longer lines are text */
    LABEL_MAX = 16, /* bytes of "Source:" */
    MORE_MAX = 32   /* bytes that may stand beside a phrase: "please", "New York" */
};

/* In lower case, without punctuation. */
static const char *const phrase[] = {"check against delivery", "checked against delivery",
    "embargoed until delivery", "as delivered", "for official use only", "le prononcé fait foi",
    "prononcé fait foi", "vérifier au prononcé", "verifier au prononce", "vérifier à l audition",
    "sous embargo", "cotejar contra lectura", "cotejar contra entrega", "cotejar con el discurso",
    "cotejar con la versión", "cotéjese con la versión", "cotejese con la version",
    "cotéjese contra lectura", "verificar contra lectura", "verificar contra entrega",
    "verificar al momento de su entrega", "сверять с устным выступлением",
    "сверить с устным выступлением", "сверить с произнесенным", "сверять с произнесенным",
    "проверить по произнесению", "проверять по произнесению", "عند الإلقاء", "عند الالقاء",
    "发言为准", "發言為準"};

/* Only if nothing else is in the line. */
static const char *const word[] = {"official", "official sensitive", "unclassified", "draft",
    "final", "final version", "final draft", "embargoed", "advance copy", "borrador", "projet"};

/* Letters and digits in lower case, one space for what is between them: bytes, 0 of a text that is
 * too long. */
static size_t fold(const char *text, size_t len, char out[LINE_MAX * 2])
{
    size_t n = 0;

    if (len > LINE_MAX)
        return 0;
    for (const char *at = text, *end = text + len; at < end;) {
        uint32_t c = chars_next(&at, end);

        if (chars_is_word(c) && n + 4 < LINE_MAX * 2)
            n += rap_text_put(out + n, (uint32_t)u_tolower((UChar32)c));
        else if (n > 0 && out[n - 1] != ' ' && n + 1 < LINE_MAX * 2)
            out[n++] = ' ';
    }
    if (n > 0 && out[n - 1] == ' ')
        n--;
    return n;
}

bool markings_is(const char *text, size_t len)
{
    char line[LINE_MAX * 2];
    size_t n = fold(text, len, line);

    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        if (n == strlen(word[i]) && memcmp(line, word[i], n) == 0)
            return true;
    for (size_t i = 0; i < sizeof phrase / sizeof *phrase; i++)
        if (n > 0 && n <= strlen(phrase[i]) + MORE_MAX &&
            memmem(line, n, phrase[i], strlen(phrase[i])) != NULL)
            return true;
    return false;
}

/* "https://x.int/y", "www.x.int", and, behind "Source:", "(x.int)" too. */
static bool is_address(const char *text, size_t len, bool bare)
{
    static const char *const begins[] = {"http://", "https://", "www."};
    const char *dot;

    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (len > strlen(begins[i]) && memcmp(text, begins[i], strlen(begins[i])) == 0)
            return memchr(text, ' ', len) == NULL;
    if (!bare || len < 3 || text[0] != '(' || text[len - 1] != ')')
        return false;
    dot = memchr(text, '.', len);
    return dot != NULL && dot > text + 1 && dot < text + len - 2 && memchr(text, ' ', len) == NULL;
}

bool markings_is_source(const char *text, size_t len)
{
    static const char *const labels[] = {
        "Source:", "SOURCE:", "Fuente:", "Fonte:", "Источник:", "المصدر:", "来源："};
    const char *space = memchr(text, ' ', len);

    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        size_t label = strlen(labels[i]);

        if (len > label && memcmp(text, labels[i], label) == 0) {
            const char *last = memrchr(text, ' ', len);

            last = last != NULL && last + 1 > text + label ? last + 1 : text + label;
            if (is_address(last, (size_t)(text + len - last), true))
                return true;
        }
    }
    if (space != NULL && space > text && space[-1] == ':' && space - text <= LABEL_MAX) {
        len -= (size_t)(space + 1 - text);
        text = space + 1;
    }
    return is_address(text, len, false);
}
