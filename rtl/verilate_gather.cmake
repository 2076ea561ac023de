# Writes ALL: one file that includes every source Verilator generated for PREFIX in FOLDER.
file(GLOB sources RELATIVE ${FOLDER} ${FOLDER}/${PREFIX}*.cpp)
list(SORT sources)
list(TRANSFORM sources REPLACE "(.+)" "#include \"\\1\"\n")
string(CONCAT text ${sources})
file(WRITE ${ALL} "${text}")
