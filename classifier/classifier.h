/* classifier.h - the stage: records with statements in, the same with positions out. */
#ifndef RAP_CLASSIFIER_CLASSIFIER_H
#define RAP_CLASSIFIER_CLASSIFIER_H

#include "proto/stage.h"

extern const rap_stage_type_t classifier_stage;

#endif
