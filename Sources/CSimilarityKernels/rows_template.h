/* The row kernels of one instruction set. The including file defines
 *   FL_NAME(x)      the set's name for x
 *   FL_WIDTH        floats in a register: 4, 8 or 16
 *   FL_TILE_VECTORS and FL_TILE_ROWS: how many vectors meet how many rows at once, so that their sums
 *                   stay in registers. */
#pragma STDC FP_CONTRACT OFF

#define FL_PARTS (16 / FL_WIDTH)
#define FL_ROWS_UNROLL _Pragma("clang loop unroll(full)")

typedef float FL_NAME(wide) __attribute__((ext_vector_type(FL_WIDTH), aligned(4)));
typedef float FL_NAME(four) __attribute__((ext_vector_type(4)));

/* Adds lane l + 8 to lane l, l + 4 to l, l + 2 to l, l + 1 to l. */
static inline __attribute__((always_inline)) float FL_NAME(total)(const FL_NAME(wide) *parts) {
#if FL_WIDTH == 4
    FL_NAME(four) low = parts[0] + parts[2], high = parts[1] + parts[3];
#elif FL_WIDTH == 8
    FL_NAME(wide) eight = parts[0] + parts[1];
    FL_NAME(four) low = eight.lo, high = eight.hi;
#else
    FL_NAME(four) low = parts[0].lo.lo + parts[0].hi.lo, high = parts[0].lo.hi + parts[0].hi.hi;
#endif
    FL_NAME(four) four = low + high;
    return (four.x + four.z) + (four.y + four.w);
}

/* The products of `vectors` × `rows`, both known when this is compiled. */
static inline __attribute__((always_inline)) void FL_NAME(tile)(
    const float *vector, int64_t vector_stride, const int vectors, const float *row, int64_t row_stride,
    const int rows, int64_t dimension, float *products, int64_t product_stride) {
    FL_NAME(wide) sums[FL_TILE_VECTORS][FL_TILE_ROWS][FL_PARTS];
    FL_ROWS_UNROLL
    for (int v = 0; v < vectors; v++)
        FL_ROWS_UNROLL
        for (int r = 0; r < rows; r++)
            FL_ROWS_UNROLL
            for (int p = 0; p < FL_PARTS; p++) sums[v][r][p] = (FL_NAME(wide))0.0f;
    int64_t k = 0;
    for (; k + 16 <= dimension; k += 16) {
        FL_ROWS_UNROLL
        for (int p = 0; p < FL_PARTS; p++) {
            FL_NAME(wide) x[FL_TILE_VECTORS];
            FL_ROWS_UNROLL
            for (int v = 0; v < vectors; v++)
                x[v] = *(const FL_NAME(wide) *)(vector + v * vector_stride + k + p * FL_WIDTH);
            FL_ROWS_UNROLL
            for (int r = 0; r < rows; r++) {
                FL_NAME(wide) y = *(const FL_NAME(wide) *)(row + r * row_stride + k + p * FL_WIDTH);
                FL_ROWS_UNROLL
                for (int v = 0; v < vectors; v++) sums[v][r][p] += x[v] * y;
            }
        }
    }
    FL_ROWS_UNROLL
    for (int v = 0; v < vectors; v++)
        FL_ROWS_UNROLL
        for (int r = 0; r < rows; r++) {
            float total = FL_NAME(total)(sums[v][r]);
            for (int64_t j = k; j < dimension; j++)
                total += vector[v * vector_stride + j] * row[r * row_stride + j];
            products[v * product_stride + r] = total;
        }
}

/* `vectors` vectors against all rows. */
static inline __attribute__((always_inline)) void FL_NAME(strip)(
    const float *vector, int64_t vector_stride, const int vectors, const float *rows, int64_t row_count,
    int64_t row_stride, int64_t dimension, float *products) {
    int64_t r = 0;
    for (; r + FL_TILE_ROWS <= row_count; r += FL_TILE_ROWS)
        FL_NAME(tile)(vector, vector_stride, vectors, rows + r * row_stride, row_stride, FL_TILE_ROWS,
                      dimension, products + r, row_count);
    for (; r < row_count; r++)
        FL_NAME(tile)(vector, vector_stride, vectors, rows + r * row_stride, row_stride, 1, dimension,
                      products + r, row_count);
}

static void FL_NAME(products)(const float *vectors, int64_t vector_count, int64_t vector_stride,
                              const float *rows, int64_t row_count, int64_t row_stride, int64_t dimension,
                              float *products) {
    int64_t v = 0;
    for (; v + FL_TILE_VECTORS <= vector_count; v += FL_TILE_VECTORS)
        FL_NAME(strip)(vectors + v * vector_stride, vector_stride, FL_TILE_VECTORS, rows, row_count,
                       row_stride, dimension, products + v * row_count);
    for (; v < vector_count; v++)
        FL_NAME(strip)(vectors + v * vector_stride, vector_stride, 1, rows, row_count, row_stride, dimension,
                       products + v * row_count);
}

static float FL_NAME(dot)(const float *x, const float *y, int64_t dimension) {
    float product;
    FL_NAME(tile)(x, 0, 1, y, 0, 1, dimension, &product, 1);
    return product;
}

static void FL_NAME(accumulate)(const float *rows, int64_t row_count, int64_t row_stride,
                                const float *weights, float *y, int64_t dimension) {
    int64_t k = 0;
    for (; k + 16 <= dimension; k += 16) {
        FL_NAME(wide) sums[FL_PARTS];
        FL_ROWS_UNROLL
        for (int p = 0; p < FL_PARTS; p++) sums[p] = *(const FL_NAME(wide) *)(y + k + p * FL_WIDTH);
        for (int64_t r = 0; r < row_count; r++) {
            const float *row = rows + r * row_stride + k;
            FL_ROWS_UNROLL
            for (int p = 0; p < FL_PARTS; p++)
                sums[p] += weights[r] * *(const FL_NAME(wide) *)(row + p * FL_WIDTH);
        }
        FL_ROWS_UNROLL
        for (int p = 0; p < FL_PARTS; p++) *(FL_NAME(wide) *)(y + k + p * FL_WIDTH) = sums[p];
    }
    for (; k < dimension; k++)
        for (int64_t r = 0; r < row_count; r++) y[k] += weights[r] * rows[r * row_stride + k];
}

static void FL_NAME(scale)(float *x, float factor, int64_t dimension) {
    int64_t k = 0;
    for (; k + FL_WIDTH <= dimension; k += FL_WIDTH) *(FL_NAME(wide) *)(x + k) *= factor;
    for (; k < dimension; k++) x[k] *= factor;
}

static const fl_rows FL_NAME(table) = {FL_NAME(dot), FL_NAME(products), FL_NAME(accumulate),
                                       FL_NAME(scale)};
