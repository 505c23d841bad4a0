/* evaluate.h - rapporteur-evaluate, as a call. */
#ifndef RAP_CLASSIFIER_EVALUATE_EVALUATE_H
#define RAP_CLASSIFIER_EVALUATE_EVALUATE_H

/* Reads options, measures, prints.  The process's exit code. */
int evaluate_main(int argc, char **argv);

#endif
