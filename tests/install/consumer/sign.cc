// The same source is C++.
#include "sign.c"
