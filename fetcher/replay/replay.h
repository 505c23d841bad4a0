/* replay.h - rapporteur-replay: archived documents go through the pipeline again.
 *
 * A source of the bulk lane with a name of its own and nothing on the disk: it reads orders
 * (proto/order.h), takes each document's bytes from the archive and their digest into account,
 * sends as the broker grants, again after a time or to a new broker, and prints how each ended.
 * It takes no fetcher's lock and writes to no frontier, so it may be killed and run again at any
 * time: what it had sent is stored once more, with the same result.
 */
#ifndef RAP_FETCHER_REPLAY_REPLAY_H
#define RAP_FETCHER_REPLAY_REPLAY_H

#include "proto/stage.h"

extern const rap_stage_type_t replay_stage;

#endif
