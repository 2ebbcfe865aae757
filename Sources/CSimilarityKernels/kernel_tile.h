/* One tile: FL_QUERIES packed queries × FL_PANELS panels of sixteen rows. Writes the inner products to
 * total[panel][query][row]. Only the chains live in registers; the totals are met once a lane. */

static void FL_TILE_NAME(const float *query, const float *panel, int64_t panel_stride, int64_t steps,
                         float *total) {
    fl_v16 *sums = (fl_v16 *)total;
    for (int lane = 0; lane < 16; lane++) {
        fl_v16 chain[FL_PANELS][FL_QUERIES];
        FL_UNROLL
        for (int p = 0; p < FL_PANELS; p++) {
            FL_UNROLL
            for (int q = 0; q < FL_QUERIES; q++) chain[p][q] = (fl_v16)(0.0f);
        }
        for (int64_t step = 0; step < steps; step++) {
            fl_v16 row[FL_PANELS];
            FL_UNROLL
            for (int p = 0; p < FL_PANELS; p++) row[p] = *(const fl_v16 *)(panel + p * panel_stride);
            FL_UNROLL
            for (int q = 0; q < FL_QUERIES; q++) {
                fl_v16 component = (fl_v16)(query[q]);
                FL_UNROLL
                for (int p = 0; p < FL_PANELS; p++) FL_ACCUMULATE(chain[p][q], component, row[p]);
            }
            query += FL_QUERIES;
            panel += 16;
        }
        FL_UNROLL
        for (int p = 0; p < FL_PANELS; p++) {
            FL_UNROLL
            for (int q = 0; q < FL_QUERIES; q++) {
                fl_v16 *sum = sums + p * FL_QUERIES + q;
                *sum = lane == 0 ? chain[p][q] : *sum + chain[p][q];
            }
        }
    }
}
