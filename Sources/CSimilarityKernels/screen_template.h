/* Screening for one instruction set. The including file defines
 *   FL_NAME(x)                  the set's name for x
 *   FL_SCREEN_QUERIES           the widest tile: 4 or 8
 *   FL_SCREEN_PANELS            panels at once
 *   FL_ACCUMULATE(sum, a, b)    as for kernel_template.h
 *   FL_SCAN(job, tile, width, panel, panels, masks)
 *                               bits of the rows of each panel that a tile's queries keep, the panels
 *                               `count` elements apart; width and panels are known when it is compiled
 *   FL_SCREEN_COSTS             for the table. */
#include "screen_common.h"

#pragma STDC FP_CONTRACT OFF

/* Sixteen components from `k` on, zero past the dimension. */
FL_INLINE void FL_NAME(load)(fl_v16 *part, const float *row, int64_t k, int64_t dimension) {
    if (k + 16 <= dimension) {
        *part = *(const fl_v16u *)(row + k);
        return;
    }
    *part = (fl_v16)(0.0f);
    if (k < dimension) memcpy(part, row + k, (size_t)(dimension - k) * sizeof(float));
}

FL_INLINE float FL_NAME(total)(const fl_v16 *sum) {
    fl_v8 eight = sum->lo + sum->hi;
    fl_v4 four = eight.lo + eight.hi;
    return (four.x + four.z) + (four.y + four.w);
}

/* Codes a vector: ⌈d/16⌉ * 16 bytes. */
static fl_code_facts FL_NAME(code)(const float *row, int64_t dimension, float largest_code,
                                   float largest_norm, int32_t offset, int8_t *codes) {
    fl_code_facts none = {0.0, 1.0};
    int64_t steps = (dimension + 15) / 16;
    fl_v16 largest = (fl_v16)(0.0f), squares = (fl_v16)(0.0f);
    fl_v4 chunk = (fl_v4)(0.0f);
    for (int64_t k = 0; k < dimension; k += 4 * FL_CODE_CHUNK) {
        fl_v16 a, b;
        FL_NAME(load)(&a, row, k, dimension);
        FL_NAME(load)(&b, row, k + 16, dimension);
        largest = __builtin_elementwise_max(largest, __builtin_elementwise_abs(a));
        largest = __builtin_elementwise_max(largest, __builtin_elementwise_abs(b));
        fl_v16 square = a * a + b * b;
        squares += square;
        /* Components 0 and 1 of each four go to one sixteen-bit sum, 2 and 3 to another. */
        fl_v8 eight = square.lo + square.hi;
        fl_v4 four = eight.lo + eight.hi;
        chunk = __builtin_elementwise_max(chunk, four + four.yxwz);
    }
    float square = FL_NAME(total)(&squares);
    float component = __builtin_reduce_max(largest), norm = sqrtf(__builtin_reduce_max(chunk));
    double lost = (double)(steps + 32) * 0x1p-23;
    memset(codes, offset, (size_t)(steps * 16));
    if (!(square >= FL_SMALLEST_SQUARE && square * (1.0 + lost) <= FL_UNIT_SQUARE)) return none;

    float scale = largest_code / component, narrow = largest_norm / norm;
    if (narrow < scale) scale = narrow;
    fl_v16 errors = (fl_v16)(0.0f);
    fl_i32x16 code_squares = (fl_i32x16)(0);
    for (int64_t k = 0; k < dimension; k += 16) {
        fl_v16 exact;
        FL_NAME(load)(&exact, row, k, dimension);
        exact *= scale;
        /* Adding and taking away 1.5·2²³ rounds to whole numbers. */
        fl_v16 whole = (exact + 0x1.8p23f) - 0x1.8p23f, error = exact - whole;
        errors += error * error;
        fl_i32x16 code = __builtin_convertvector(whole, fl_i32x16);
        code_squares += code * code;
        *(fl_i8x16u *)(codes + k) = __builtin_convertvector(code + offset, fl_i8x16u);
    }
    int64_t code_square = 0;
    for (int i = 0; i < 16; i++) code_square += code_squares[i];
    double sine = sqrt((double)FL_NAME(total)(&errors) / (double)square) / (double)scale;
    sine = sine * (1.0 + 2.0 * lost) + 0x1p-21;
    fl_code_facts facts = {sqrt((double)code_square), sine};
    return facts;
}

static void FL_NAME(code_row)(const float *row, int64_t dimension, double inflation, int8_t *scratch,
                              uint8_t *panel_codes, float *x, float *y) {
    fl_code_facts facts = FL_NAME(code)(row, dimension, FL_ROW_CODE, FL_ROW_NORM, 64, scratch);
    int64_t groups = (dimension + 15) / 16 * 4;
    for (int64_t g = 0; g < groups; g++) memcpy(panel_codes + g * 64, scratch + g * 4, 4);
    fl_row_cut(&facts, inflation, x, y);
}

static void FL_NAME(code_queries)(const float *rows, int64_t count, int64_t dimension,
                                  const fl_screen_level *level, int8_t *scratch, fl_coded_queries *coded) {
    fl_tiling tiling = fl_tiling_of(count, FL_SCREEN_QUERIES);
    int64_t steps = (dimension + 15) / 16, groups = steps * 4, chunks = fl_chunks(steps);
    for (int64_t first = 0, tile = 0; first < count; tile++) {
        int64_t width = fl_tile_width(&tiling, tile);
        int8_t *codes = coded->codes + first * steps * 16;
        int16_t *offsets = coded->offsets + first * chunks * 2;
        for (int64_t q = 0; q < width; q++) {
            fl_code_facts facts = FL_NAME(code)(rows + (first + q) * dimension, dimension, FL_QUERY_CODE,
                                                FL_QUERY_NORM, 0, scratch);
            int32_t total = 0;
            for (int64_t c = 0; c < chunks; c++) {
                int32_t even = 0, odd = 0;
                int64_t end = (c + 1) * FL_CODE_CHUNK < groups ? (c + 1) * FL_CODE_CHUNK : groups;
                for (int64_t g = c * FL_CODE_CHUNK; g < end; g++) {
                    const int8_t *four = scratch + g * 4;
                    memcpy(codes + (g * width + q) * 4, four, 4);
                    even += four[0] + four[1];
                    odd += four[2] + four[3];
                }
                /* These may wrap around: only the sum with the products must fit. */
                offsets[(c * width + q) * 2] = (int16_t)(-64 * even);
                offsets[(c * width + q) * 2 + 1] = (int16_t)(-64 * odd);
                total += even + odd;
            }
            coded->totals[first + q] = -64 * total;
            fl_query_cut(&facts, level, coded->a + first + q, coded->b + first + q);
        }
        first += width;
    }
}

typedef struct FL_NAME(pair) {
    int64_t query, row;
} FL_NAME(pair);

/* The inner products of four pairs in the lane order; those that reach the threshold are handed on. */
FL_INLINE void FL_NAME(refine_four)(const fl_screen_job *job, int64_t panel, const FL_NAME(pair) *pairs,
                                    int64_t count) {
    int64_t stride = job->steps * 16;
    const float *query[4], *row[4];
    fl_v8 lanes[4][2];
    FL_UNROLL
    for (int i = 0; i < 4; i++) {
        int64_t pair = i < count ? i : 0;
        query[i] = job->rows + pairs[pair].query * stride;
        row[i] = job->unpacked + pairs[pair].row * 8;
        lanes[i][0] = lanes[i][1] = (fl_v8)(0.0f);
    }
    for (int64_t k = 0; k < stride; k += 16) {
        FL_UNROLL
        for (int i = 0; i < 4; i++) {
            FL_UNROLL
            for (int h = 0; h < 2; h++)
                FL_ACCUMULATE(lanes[i][h], *(const fl_v8 *)(query[i] + k + h * 8),
                              *(const fl_v8 *)(row[i] + (k + h * 8) * 16));
        }
    }
    float total[4];
    FL_UNROLL
    for (int i = 0; i < 4; i++) total[i] = lanes[i][0][0];
    FL_UNROLL
    for (int l = 1; l < 16; l++)
        FL_UNROLL
        for (int i = 0; i < 4; i++) total[i] += lanes[i][l / 8][l % 8];
    for (int64_t i = 0; i < count; i++) {
        if (!(total[i] >= job->threshold)) continue;
        int32_t *found = job->counts + pairs[i].query;
        int64_t at = pairs[i].query * job->stride + *found;
        job->slots[at] = (int32_t)(panel * 16 + pairs[i].row);
        job->weights[at] = total[i];
        *found += 1;
    }
}

/* Four rows × eight lanes of one step, turned. */
FL_INLINE void FL_NAME(unpack_block)(const float *in, int64_t lane, float *out) {
    fl_v8 pairs[4], *rows = (fl_v8 *)out;
    FL_UNROLL
    for (int l = 0; l < 4; l++) {
        fl_v4 low = *(const fl_v4 *)(in + l * lane), high = *(const fl_v4 *)(in + (l + 4) * lane);
        pairs[l] = __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7);
    }
    fl_v8 a = __builtin_shufflevector(pairs[0], pairs[1], 0, 8, 1, 9, 4, 12, 5, 13);
    fl_v8 b = __builtin_shufflevector(pairs[2], pairs[3], 0, 8, 1, 9, 4, 12, 5, 13);
    fl_v8 c = __builtin_shufflevector(pairs[0], pairs[1], 2, 10, 3, 11, 6, 14, 7, 15);
    fl_v8 d = __builtin_shufflevector(pairs[2], pairs[3], 2, 10, 3, 11, 6, 14, 7, 15);
    rows[0] = __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13);
    rows[1] = __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
    rows[2] = __builtin_shufflevector(c, d, 0, 1, 8, 9, 4, 5, 12, 13);
    rows[3] = __builtin_shufflevector(c, d, 2, 3, 10, 11, 6, 7, 14, 15);
}

/* A panel turned into [step][half of the lanes][row][lane], so that a row's lanes lie side by side: those
 * fours of rows in which `any` has one. */
static __attribute__((noinline)) void FL_NAME(unpack)(const float *panel, int64_t steps, uint32_t any,
                                                      float *unpacked) {
    int64_t lane = steps * 16;
    for (int64_t step = 0; step < steps; step++) {
        for (int64_t half = 0; half < 2; half++) {
            const float *in = panel + half * 8 * lane + step * 16;
            float *out = unpacked + (step * 2 + half) * 128;
            if (any & 0x000F) FL_NAME(unpack_block)(in, lane, out);
            if (any & 0x00F0) FL_NAME(unpack_block)(in + 4, lane, out + 32);
            if (any & 0x0F00) FL_NAME(unpack_block)(in + 8, lane, out + 64);
            if (any & 0xF000) FL_NAME(unpack_block)(in + 12, lane, out + 96);
        }
    }
}

/* The pairs of a panel that were not rejected. */
static void FL_NAME(refine)(fl_screen_job *job, int64_t panel, const uint16_t *masks, uint32_t any) {
    FL_NAME(unpack)(job->panels + panel * job->steps * 256, job->steps, any, job->unpacked);
    FL_NAME(pair) pairs[4];
    int64_t waiting = 0;
    job->touched += 1;
    for (int64_t q = 0; q < job->count; q++) {
        for (uint32_t mask = masks[q]; mask; mask &= mask - 1) {
            pairs[waiting].query = q;
            pairs[waiting++].row = __builtin_ctz(mask);
            if (waiting < 4) continue;
            FL_NAME(refine_four)(job, panel, pairs, 4);
            job->refined += 4;
            waiting = 0;
        }
    }
    if (waiting) FL_NAME(refine_four)(job, panel, pairs, waiting);
    job->refined += waiting;
}

/* A tile of queries against panels: a case for each width, so that its sums stay in registers. */
static void FL_NAME(scan_tile)(const fl_screen_job *job, int64_t first, int64_t width, int64_t panel,
                               int64_t panels, uint16_t *masks) {
#define FL_SCAN_WIDTH(w)                                                             \
    case w:                                                                          \
        if (panels == FL_SCREEN_PANELS) {                                            \
            FL_SCAN(job, first, w, panel, FL_SCREEN_PANELS, masks);                  \
        } else {                                                                     \
            for (int64_t p = 0; p < panels; p++)                                     \
                FL_SCAN(job, first, w, panel + p, 1, masks + p * job->count);        \
        }                                                                            \
        break;
    switch (width) {
        FL_SCAN_WIDTH(1)
        FL_SCAN_WIDTH(2)
        FL_SCAN_WIDTH(3)
        FL_SCAN_WIDTH(4)
#if FL_SCREEN_QUERIES >= 8
        FL_SCAN_WIDTH(5)
        FL_SCAN_WIDTH(6)
        FL_SCAN_WIDTH(7)
        FL_SCAN_WIDTH(8)
#endif
    }
#undef FL_SCAN_WIDTH
}

/* Panels that were scanned and not yet refined. */
typedef struct FL_NAME(group) {
    int64_t panel, panels;
    uint32_t any[FL_SCREEN_PANELS]; /* rows that some query keeps */
    uint16_t *masks;
} FL_NAME(group);

/* Fetches tile `tile` of `tiles` parts of what a group's refinement will read. */
static void FL_NAME(fetch)(const fl_screen_job *job, const FL_NAME(group) *group, int64_t tile,
                           int64_t tiles) {
    int64_t lines = job->steps * 16, end = lines * (tile + 1) / tiles;
    for (int64_t p = 0; p < group->panels; p++) {
        if (!group->any[p]) continue;
        const float *panel = job->panels + (group->panel + p) * lines * 16;
        for (int64_t line = lines * tile / tiles; line < end; line++)
            __builtin_prefetch(panel + line * 16, 0, 2);
    }
}

static void FL_NAME(refine_group)(fl_screen_job *job, const FL_NAME(group) *group) {
    for (int64_t p = 0; p < group->panels; p++) {
        if (group->any[p])
            FL_NAME(refine)(job, group->panel + p, group->masks + p * job->count, group->any[p]);
    }
}

/* Scans group after group; each is refined after the next one's scan, during which its rows are fetched. */
static void FL_NAME(screen_run)(fl_screen_job *job) {
    fl_tiling tiling = fl_tiling_of(job->count, FL_SCREEN_QUERIES);
    int64_t tiles = (job->count + FL_SCREEN_QUERIES - 1) / FL_SCREEN_QUERIES;
    FL_NAME(group) last = {0};
    last.masks = job->masks + FL_SCREEN_PANELS * job->count;
    for (int64_t panel = job->first_panel; panel < job->end_panel; panel += FL_SCREEN_PANELS) {
        FL_NAME(group) next = {0};
        next.panel = panel;
        next.panels = job->end_panel - panel < FL_SCREEN_PANELS ? job->end_panel - panel : FL_SCREEN_PANELS;
        uint32_t live = 0;
        for (int64_t p = 0; p < next.panels; p++) live |= job->live[panel + p];
        if (!live) continue;
        next.masks = last.masks == job->masks ? job->masks + FL_SCREEN_PANELS * job->count : job->masks;
        for (int64_t first = 0, tile = 0; first < job->count; tile++) {
            int64_t width = fl_tile_width(&tiling, tile);
            FL_NAME(fetch)(job, &last, tile, tiles);
            FL_NAME(scan_tile)(job, first, width, panel, next.panels, next.masks + first);
            first += width;
        }
        for (int64_t p = 0; p < next.panels; p++)
            for (int64_t q = 0; q < job->count; q++) next.any[p] |= next.masks[p * job->count + q];
        FL_NAME(refine_group)(job, &last);
        last = next;
    }
    FL_NAME(refine_group)(job, &last);
}

static const fl_screen FL_NAME(screen_table) = {FL_NAME(code_row), FL_NAME(code_queries),
                                                FL_NAME(screen_run), FL_SCREEN_COSTS};

#undef FL_NAME
#undef FL_SCREEN_QUERIES
#undef FL_SCREEN_PANELS
#undef FL_ACCUMULATE
#undef FL_SCAN
#undef FL_SCREEN_COSTS
