#include <cosign/file.h>

#include "util/util.h"
