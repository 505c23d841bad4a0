/* train.h - rapporteur-train, as a call. */
#ifndef RAP_CLASSIFIER_TRAIN_TRAIN_H
#define RAP_CLASSIFIER_TRAIN_TRAIN_H

/* Reads options, learns, prints, writes the model.  The process's exit code. */
int train_main(int argc, char **argv);

#endif
