/* main.c - rapporteur-parser: one table, one call. */
#include "parser/parser.h"

int main(int argc, char **argv)
{
    return rap_stage_main(&parser_stage, argc, argv);
}
