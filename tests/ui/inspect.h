// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/stage.h"

G_BEGIN_DECLS

/**
 * What a finger needs and an eye needs, measured on what stands on the screen now: no control too
 * small (answers and the way on 20 mm, others 16 mm, keys 12.7 mm) or too near to another, no
 * text cut, ellipsised or under another, nothing beyond the edges, and with the look's reach no
 * control above it.
 *
 * Returns: (transfer container) (element-type utf8): what is wrong, empty if nothing is.
 */
GPtrArray *mc_inspect (McStage *stage, McStageLook look);

/* mc_inspect () of every page that "Xem thêm" leads to. */
GPtrArray *mc_inspect_all (McStage *stage, McStageLook look);

G_END_DECLS
