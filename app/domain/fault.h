// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/**
 * Places where the power may fail. Shipped programs compile them to nothing; the programs under
 * tests/fault are built with MC_FAULT_HOOKS and die by SIGKILL at the point that the environment
 * variable MOTCUA_FAULT names ("point" or "point:N" for the Nth time it is passed).
 */
#ifdef MC_FAULT_HOOKS
void mc_fault_point (const char *name);
#else
#define mc_fault_point(name) ((void) 0)
#endif
