/* main.c - rapporteur-replay: one table, one call. */
#include "fetcher/replay/replay.h"

int main(int argc, char **argv)
{
    return rap_stage_main(&replay_stage, argc, argv);
}
