/* Row kernels in plain C: four floats at a time, which every target has in a register. */
#include "RowKernels.h"

#define FL_NAME(x) fl_rows_portable_##x
#define FL_WIDTH 4
#define FL_TILE_VECTORS 1
#define FL_TILE_ROWS 3
#include "rows_template.h"

const fl_rows *fl_portable_rows(void) { return &fl_rows_portable_table; }
