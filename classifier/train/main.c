/* main.c - rapporteur-train: one call. */
#include "classifier/train/train.h"

int main(int argc, char **argv)
{
    return train_main(argc, argv);
}
