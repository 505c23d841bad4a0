/* numbering.c - see numbering.h */
#include "parser/formats/numbering.h"
#include "base/text.h"

#include "parser/chars.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { ROMAN_MAX = 3999, REPEAT_MAX = 10, CHINESE_MAX = 99, CIRCLED_MAX = 20 };

/* The letters of a way of counting, one after the other; NULL: it has none. */
static const char *const letters_of[] = {
    [NUMBERING_LOWER] = "abcdefghijklmnopqrstuvwxyz",
    [NUMBERING_UPPER] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    [NUMBERING_LOWER_RUSSIAN] = "абвгдежзиклмнопрстуфхцчшщэюя",
    [NUMBERING_UPPER_RUSSIAN] = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ",
    [NUMBERING_ARABIC] = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
    [NUMBERING_ABJAD] = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
    [NUMBERING_NONE] = NULL,
};

/* c, and behind the last letter aa, bb. */
static size_t write_letter(const char *letters, long number, char out[NUMBERING_SIZE])
{
    const char *at = letters, *end = letters + strlen(letters);
    size_t count = 0, n = 0;
    long wanted;

    do { /* there is one at least */
        (void)chars_next(&at, end);
        count++;
    } while (at < end);
    wanted = (number - 1) % (long)count;
    long repeat = (number - 1) / (long)count + 1;
    if (repeat > REPEAT_MAX)
        return 0;
    at = letters;
    for (long i = 0; i < wanted; i++)
        (void)chars_next(&at, end);
    uint32_t letter = chars_next(&at, end);
    for (long i = 0; i < repeat; i++)
        n += rap_text_put(out + n, letter);
    return n;
}

static size_t write_roman(bool upper, long number, char out[NUMBERING_SIZE])
{
    static const struct {
        long value;
        const char *lower, *upper;
    } digits[] = {{1000, "m", "M"}, {900, "cm", "CM"}, {500, "d", "D"}, {400, "cd", "CD"},
        {100, "c", "C"}, {90, "xc", "XC"}, {50, "l", "L"}, {40, "xl", "XL"}, {10, "x", "X"},
        {9, "ix", "IX"}, {5, "v", "V"}, {4, "iv", "IV"}, {1, "i", "I"}};
    size_t n = 0;

    if (number > ROMAN_MAX)
        return 0;
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++) {
        const char *digit = upper ? digits[i].upper : digits[i].lower;

        for (; number >= digits[i].value; number -= digits[i].value)
            n += (size_t)snprintf(out + n, NUMBERING_SIZE - n, "%s", digit);
    }
    return n;
}

static size_t write_chinese(long number, char out[NUMBERING_SIZE])
{
    static const char *const digits[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

    if (number > CHINESE_MAX)
        return 0;
    return (size_t)snprintf(out, NUMBERING_SIZE, "%s%s%s", number >= 20 ? digits[number / 10] : "",
        number >= 10 ? "十" : "", digits[number % 10]);
}

static const char *ordinal_ending(long number)
{
    long last = number % 10;

    if (number / 10 % 10 == 1 || last > 3 || last == 0)
        return "th";
    return last == 1 ? "st" : last == 2 ? "nd" : "rd";
}

size_t numbering_write(numbering_t how, long number, char out[NUMBERING_SIZE])
{
    const char *letters = letters_of[how];
    size_t n = 0;

    if (how == NUMBERING_BULLET || how == NUMBERING_NONE) {
        out[0] = '\0';
        return 0;
    }
    if (number > 0 && letters != NULL)
        n = write_letter(letters, number, out);
    else if (number > 0 && (how == NUMBERING_LOWER_ROMAN || how == NUMBERING_UPPER_ROMAN))
        n = write_roman(how == NUMBERING_UPPER_ROMAN, number, out);
    else if (number > 0 && how == NUMBERING_CHINESE)
        n = write_chinese(number, out);
    else if (number > 0 && number <= CIRCLED_MAX && how == NUMBERING_CIRCLED)
        n = rap_text_put(out, 0x2460 + (uint32_t)number - 1);
    if (n == 0)
        n = (size_t)snprintf(out, NUMBERING_SIZE, how == NUMBERING_PADDED ? "%02ld%s" : "%ld%s",
            number, how == NUMBERING_ORDINAL ? ordinal_ending(number) : "");
    out[n] = '\0';
    return n;
}
