/* main.c - rapporteur-codebook: one call. */
#include "classifier/codebooks/tool.h"

int main(int argc, char **argv)
{
    return tool_main(argc, argv);
}
