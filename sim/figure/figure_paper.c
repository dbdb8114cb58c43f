#include "figure/figure_paper.h"

const struct figure_paper_style figure_paper_styles[FIGURE_DRAW_CLASS_COUNT] = {
    // clang-format off
    [FIGURE_DRAW_GRID]     = {0.87, 0.88, 0.89, 1.0},
    [FIGURE_DRAW_AXIS]     = {0.36, 0.40, 0.44, 1.0},
    [FIGURE_DRAW_INTERVAL] = {0.91, 0.94, 0.97, 0.0},
    [FIGURE_DRAW_BAR]      = {0.31, 0.51, 0.68, 0.0},
    [FIGURE_DRAW_STRESSED] = {0.70, 0.37, 0.09, 0.0},
    [FIGURE_DRAW_BELOW]    = {0.48, 0.65, 0.78, 0.0},
    [FIGURE_DRAW_ABOVE]    = {0.21, 0.40, 0.57, 0.0},
    [FIGURE_DRAW_WHISKER]  = {0.11, 0.13, 0.15, 1.2},
    [FIGURE_DRAW_MEDIAN]   = {0.11, 0.13, 0.15, 1.4},
    [FIGURE_DRAW_FRONT]    = {0.70, 0.37, 0.09, 1.4},
    [FIGURE_DRAW_POINT]    = {0.31, 0.51, 0.68, 0.0},
    [FIGURE_DRAW_MARKED]   = {0.70, 0.37, 0.09, 0.0},
    [FIGURE_DRAW_TICK]     = {0.34, 0.38, 0.42, 0.0},
    [FIGURE_DRAW_TITLE]    = {0.34, 0.38, 0.42, 0.0},
    [FIGURE_DRAW_LABEL]    = {0.11, 0.13, 0.15, 0.0},
    [FIGURE_DRAW_VALUE]    = {0.11, 0.13, 0.15, 0.0},
    [FIGURE_DRAW_REMARK]   = {0.34, 0.38, 0.42, 0.0},
    // clang-format on
};
