/* train.c - rapporteur train: the program beside this one that learns from labelled sentences. */
#include "cli/command.h"
#include "cli/sibling.h"

static int train_main(int argc, char **argv)
{
    return sibling_main("rapporteur-train", NULL, argc, argv);
}

const struct command cli_train = {
    .name = "train",
    .summary = "learn from labelled sentences what the classifier's rules have no phrase for",
    .operands = "FILE...",
    .about =
        "Makes a model from labelled sentences, and says how good it is on sentences that were held\n"
        "back, beside the rules alone; docs/accuracy.md says more.",
    .main = train_main,
};
