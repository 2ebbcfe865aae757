/* The tiles of FL_QUERIES queries: `many_n` for FL_PANELS_n panels at once and `one_n` for one. */
#define FL_TILE_NAME__(prefix, q) FL_NAME(prefix##_##q)
#define FL_TILE_NAME_(prefix, q) FL_TILE_NAME__(prefix, q)
#define FL_TILE_PANELS__(q) FL_PANELS_##q
#define FL_TILE_PANELS_(q) FL_TILE_PANELS__(q)

#define FL_TILE_NAME FL_TILE_NAME_(one, FL_QUERIES)
#define FL_PANELS 1
#include "kernel_tile.h"
#undef FL_TILE_NAME
#undef FL_PANELS

#define FL_TILE_NAME FL_TILE_NAME_(many, FL_QUERIES)
#define FL_PANELS FL_TILE_PANELS_(FL_QUERIES)
#include "kernel_tile.h"
#undef FL_TILE_NAME
#undef FL_PANELS

#undef FL_TILE_PANELS_
#undef FL_TILE_PANELS__
#undef FL_TILE_NAME_
#undef FL_TILE_NAME__
#undef FL_QUERIES
