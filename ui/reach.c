// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/reach.h"

double
mc_reach_mm (double height_mm, int bottom_mm)
{
  const double reach = bottom_mm > 0 ? MC_REACH_TOP_MM - bottom_mm : height_mm / 2;

  return MIN (MAX (reach, MC_REACH_LEAST_MM), height_mm);
}
