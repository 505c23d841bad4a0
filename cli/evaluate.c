/* evaluate.c - rapporteur evaluate: the program beside this one that is linked with the classifier. */
#include "cli/command.h"
#include "cli/sibling.h"

static int evaluate_main(int argc, char **argv)
{
    return sibling_main("rapporteur-evaluate", NULL, argc, argv);
}

const struct command cli_evaluate = {
    .name = "evaluate",
    .summary = "say how far the classifier agrees with positions that people coded",
    .operands = "FILE...",
    .about =
        "Classifies statements that people have coded, and says how far the two agree:\n"
        "which issues, which stance, whose view, in which words; docs/accuracy.md says more.\n"
        "With --task criticism, how well sentences that criticise somebody are told from others.",
    .main = evaluate_main,
};
