/* main.c - rapporteur-sink: one table, one call. */
#include "sink/sink.h"

int main(int argc, char **argv)
{
    return rap_stage_main(&sink_stage, argc, argv);
}
