/* main.c - rapporteur-fetcher: one table, one call. */
#include "fetcher/fetcher.h"

int main(int argc, char **argv)
{
    return rap_stage_main(&fetcher_stage, argc, argv);
}
