/* main.c - rapporteur-classifier: one table, one call. */
#include "classifier/classifier.h"

int main(int argc, char **argv)
{
    return rap_stage_main(&classifier_stage, argc, argv);
}
