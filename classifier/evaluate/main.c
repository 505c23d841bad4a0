/* main.c - rapporteur-evaluate: one call. */
#include "classifier/evaluate/evaluate.h"

int main(int argc, char **argv)
{
    return evaluate_main(argc, argv);
}
