/* codebook.c - rapporteur codebook: the program beside this one that is linked with the classifier. */
#include "cli/command.h"
#include "cli/sibling.h"

/* A part of the command is one of that program. */
#define PART(word, what, takes, text)                                  \
    static int word##_main(int argc, char **argv)                      \
    {                                                                  \
        return sibling_main("rapporteur-codebook", #word, argc, argv); \
    }                                                                  \
    static const struct command word = {.name = "codebook " #word,     \
        .summary = (what),                                             \
        .operands = (takes),                                           \
        .about = (text),                                               \
        .main = word##_main}

PART(check, "what is wrong or missing in it", "[TEXT...]",
    "Lists what is wrong or missing in a codebook: languages without words, phrases that stand twice,\n"
    "phrases of two issues that claim the same words, and, with texts, phrases that none of them has.");
PART(show, "its issues, or some of them in full", "[ISSUE...]",
    "Lists the issues of a codebook, or shows those that are named in full.");
PART(diff, "what changed between two of them", "OLD NEW",
    "What one codebook has and another has not, an entry a line.");
PART(explain, "why a text has the positions that it has", "FILE...",
    "Says for each sentence of a text with a position which words named an issue, took a side, negated\n"
    "or gave the view to others, and what was decided.");

static const struct command *const parts[] = {&check, &show, &diff, &explain, NULL};

const struct command cli_codebook = {
    .name = "codebook",
    .summary = "what we follow and how it is said: check, show, diff, explain",
    .about =
        "Looks at a codebook, the file that says which issues are followed and in which words people\n"
        "speak of them.",
    .parts = parts,
};
