#include "../shared/levels.h"
#define QUIET LEVEL
