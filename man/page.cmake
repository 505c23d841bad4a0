# cmake -DPROGRAM=.. -DVERSION=.. -DIN=.. -DOUT=.. -P page.cmake: fills in the program's options.
cmake_minimum_required(VERSION 3.25)
execute_process(COMMAND ${PROGRAM} --man-options
  OUTPUT_VARIABLE options OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
file(READ ${IN} page)
string(REPLACE "@OPTIONS@" "${options}" page "${page}")
string(REPLACE "@VERSION@" "${VERSION}" page "${page}")
file(WRITE ${OUT} "${page}")
