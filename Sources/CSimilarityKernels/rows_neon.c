/* Row kernels for NEON: two vectors meet three rows, whose sums fill 24 of 32 registers. */
#if defined(__aarch64__)
#include "RowKernels.h"

#define FL_NAME(x) fl_rows_neon_##x
#define FL_WIDTH 4
#define FL_TILE_VECTORS 2
#define FL_TILE_ROWS 3
#include "rows_template.h"

const fl_rows *fl_neon_rows(void) { return &fl_rows_neon_table; }
#endif
