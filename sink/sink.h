/* sink.h - the stage that commits: many documents a transaction, receipts after it. */
#ifndef RAP_SINK_SINK_H
#define RAP_SINK_SINK_H

#include "proto/stage.h"

extern const rap_stage_type_t sink_stage;

#endif
