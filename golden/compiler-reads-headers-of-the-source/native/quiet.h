/* Read by every file that is compiled. */
#define QUIET 1
