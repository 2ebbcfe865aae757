/* The kernels, over vectors of sixteen floats. Included once an instruction set, between
 *   FL_NAME(x)        a name of this set's own
 *   FL_MAX_QUERIES    the widest tile: 4, 6 or 8
 *   FL_PANELS_n       panels at once for n queries
 *   FL_PEAK_CHAINS    independent vectors in the peak measurement
 *   FL_ACCUMULATE(sum, a, b)   fused multiply-add of vectors: sum = a·b + sum, rounded once
 *   FL_MASK(t, v)     bits of v[i] >= t, bit 0 first (a float's address, a vector's address)
 *   FL_COMPRESS(...)  appends the elements that a mask picks; may write sixteen
 * and their removal. The compiler splits the vectors into what the target has. */

#include "kernel_common.h"

#pragma STDC FP_CONTRACT OFF

typedef void (*FL_NAME(tile_function))(const float *query, const float *panel, int64_t panel_stride,
                                       int64_t steps, float *total);

/* Tiles by (queries, panels at once), and for each number of queries those to use: as many panels at once
 * as give enough independent chains to hide a multiply-add's latency, and one panel for what is left. */
#define FL_QUERIES 1
#include "kernel_tiles.h"
#define FL_QUERIES 2
#include "kernel_tiles.h"
#define FL_QUERIES 3
#include "kernel_tiles.h"
#define FL_QUERIES 4
#include "kernel_tiles.h"
#if FL_MAX_QUERIES >= 6
#define FL_QUERIES 5
#include "kernel_tiles.h"
#define FL_QUERIES 6
#include "kernel_tiles.h"
#endif
#if FL_MAX_QUERIES >= 8
#define FL_QUERIES 7
#include "kernel_tiles.h"
#define FL_QUERIES 8
#include "kernel_tiles.h"
#endif

#define FL_TILE(q) {FL_PANELS_##q, FL_NAME(many_##q), FL_NAME(one_##q)}

static const struct {
    int64_t panels;
    FL_NAME(tile_function) many, one;
} FL_NAME(tiles)[FL_MAX_QUERIES + 1] = {
    {0, 0, 0}, FL_TILE(1), FL_TILE(2), FL_TILE(3), FL_TILE(4),
#if FL_MAX_QUERIES >= 6
    FL_TILE(5), FL_TILE(6),
#endif
#if FL_MAX_QUERIES >= 8
    FL_TILE(7), FL_TILE(8),
#endif
};

static void FL_NAME(pack_queries)(const float *rows, int64_t count, int64_t dimension, float *packed) {
    fl_tiling tiling = fl_tiling_of(count, FL_MAX_QUERIES);
    int64_t floats = (dimension + 15) / 16 * 16;
    for (int64_t first = 0, tile = 0; first < count; tile++) {
        int64_t width = fl_tile_width(&tiling, tile);
        fl_pack(rows + first * dimension, width, width, dimension, packed + first * floats);
        first += width;
    }
}

static void FL_NAME(pack_panels)(const float *rows, int64_t count, int64_t dimension, float *panels) {
    int64_t floats = (dimension + 15) / 16 * 16;
    for (int64_t first = 0; first < count; first += 16) {
        int64_t width = count - first < 16 ? count - first : 16;
        float *panel = panels + first * floats;
        if (width < 16) fl_zero(panel, floats * 16);
        fl_pack(rows + first * dimension, width, 16, dimension, panel);
    }
}

/* Hands a tile's totals on: whole, or the pairs that reach the threshold. */
static inline void FL_NAME(emit)(const fl_job *job, const float *total, int64_t first, int64_t width,
                                 int64_t panel) {
    if (job->products) {
        int64_t columns = job->columns - panel * 16 < 16 ? job->columns - panel * 16 : 16;
        for (int64_t q = 0; q < width; q++) {
            float *out = job->products + (first + q) * job->product_stride + panel * 16;
            if (columns == 16) {
                *(fl_v16u *)out = *(const fl_v16 *)(total + q * 16);
            } else {
                for (int64_t c = 0; c < columns; c++) out[c] = total[q * 16 + c];
            }
        }
        return;
    }
    for (int64_t q = 0; q < width; q++) {
        int64_t query = first + q;
        uint32_t mask = FL_MASK(&job->threshold, total + q * 16);
        mask &= job->triangular ? fl_below(query - panel * 16) : job->live[panel];
        if (mask) {
            int32_t *count = job->counts + query;
            int64_t at = query * job->stride + *count;
            *count += FL_COMPRESS(total + q * 16, mask, (int32_t)(panel * 16), job->slots + at,
                                  job->weights + at);
        }
    }
}

static void FL_NAME(run)(const fl_job *job) {
    if (job->count <= 0) return;
    fl_tiling tiling = fl_tiling_of(job->count, FL_MAX_QUERIES);
    int64_t panels = (job->columns + 15) / 16;
    int64_t panel_stride = job->steps * 256;
    int64_t group = FL_NAME(tiles)[tiling.base].panels;
    if (tiling.wider && FL_NAME(tiles)[tiling.base + 1].panels > group) {
        group = FL_NAME(tiles)[tiling.base + 1].panels;
    }
    float total[FL_MAX_TOTAL] __attribute__((aligned(64)));

    /* A group of panels stays in the cache while the tiles of queries pass by. */
    for (int64_t start = job->first_panel; start < panels; start += group) {
        int64_t end = start + group < panels ? start + group : panels;
        if (job->live && !job->products) {
            uint32_t any = 0;
            for (int64_t p = start; p < end; p++) any |= job->live[p];
            if (!any) continue;
        }
        for (int64_t first = 0, tile = 0; first < job->count; tile++) {
            int64_t width = fl_tile_width(&tiling, tile);
            if (!job->triangular || first + width > start * 16) {
                const float *query = job->queries + first * job->steps * 16;
                int64_t together = FL_NAME(tiles)[width].panels;
                int64_t p = start;
                for (; p + together <= end; p += together) {
                    FL_NAME(tiles)[width].many(query, job->panels + p * panel_stride, panel_stride,
                                               job->steps, total);
                    for (int64_t i = 0; i < together; i++) {
                        FL_NAME(emit)(job, total + i * width * 16, first, width, p + i);
                    }
                }
                for (; p < end; p++) {
                    FL_NAME(tiles)[width].one(query, job->panels + p * panel_stride, panel_stride,
                                              job->steps, total);
                    FL_NAME(emit)(job, total, first, width, p);
                }
            }
            first += width;
        }
    }
}

static int32_t FL_NAME(threshold_row)(const float *row, int64_t columns, const uint16_t *live,
                                      float threshold, int32_t *slots, float *weights) {
    int32_t count = 0;
    int64_t c = 0;
    for (; c + 16 <= columns; c += 16) {
        uint32_t mask = FL_MASK(&threshold, row + c);
        if (live) mask &= live[c / 16];
        if (mask) count += FL_COMPRESS(row + c, mask, (int32_t)c, slots + count, weights + count);
    }
    for (; c < columns; c++) {
        if (row[c] >= threshold && (!live || live[c / 16] >> (c % 16) & 1)) {
            slots[count] = (int32_t)c;
            weights[count++] = row[c];
        }
    }
    return count;
}

static double FL_NAME(multiply_adds)(int64_t iterations, float *sink) {
    fl_v16 chain[FL_PEAK_CHAINS];
    fl_v16 scale = (fl_v16)(sink[0]), shift = (fl_v16)(sink[1]);
    for (int c = 0; c < FL_PEAK_CHAINS; c++) chain[c] = (fl_v16)((float)c);
    for (int64_t i = 0; i < iterations; i++) {
        FL_UNROLL
        for (int c = 0; c < FL_PEAK_CHAINS; c++) FL_ACCUMULATE(chain[c], scale, shift);
    }
    fl_v16 sum = chain[0];
    for (int c = 1; c < FL_PEAK_CHAINS; c++) sum += chain[c];
    for (int i = 0; i < 16; i++) sink[2] += sum[i];
    return 2.0 * 16 * FL_PEAK_CHAINS * (double)iterations;
}

static void FL_NAME(read_all)(const float *values, int64_t count, float *sink) {
    fl_v16 sum[4];
    for (int c = 0; c < 4; c++) sum[c] = (fl_v16)(0.0f);
    for (int64_t i = 0; i + 64 <= count; i += 64) {
        FL_UNROLL
        for (int c = 0; c < 4; c++) sum[c] += *(const fl_v16 *)(values + i + 16 * c);
    }
    sum[0] += sum[1] + (sum[2] + sum[3]);
    for (int i = 0; i < 16; i++) *sink += sum[0][i];
}

static const fl_kernels FL_NAME(table) = {
    FL_NAME(pack_queries), FL_NAME(pack_panels), FL_NAME(run), FL_NAME(threshold_row),
    FL_NAME(multiply_adds),
    FL_NAME(read_all),
};
