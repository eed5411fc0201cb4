// The same source is C++.
#include "verify.c"
