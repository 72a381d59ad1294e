// SPDX-License-Identifier: GPL-3.0-or-later

/* Modules more or less certain, mended and read: the version, then how dark each module is; those
 * that are not given begin again with the first. */

#include "drivers/camera/qr-correct.h"
#include "drivers/camera/qr-message.h"
#include "drivers/camera/qr-weigh.h"
#include "tests/fuzz/input.h"

#include <math.h>

#define MOST_VERSION 10 /* beyond there is only more of the same */

static void
read_symbol (const McRsField *field, const McQrLayout *layout, const float *soft)
{
  g_autofree guint8 *data = g_malloc (MC_QR_MAX_CODEWORDS);
  gsize size = mc_qr_correct (field, layout, soft, data);
  g_autoptr (GBytes) payload = NULL;

  g_assert_cmpuint (size, <, layout->n_codewords);
  if (size > 0)
    payload = mc_qr_message_read (layout->version, data, size);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static McQrWeigh *const weighings[] = { mc_qr_weigh_local, mc_qr_weigh_columns, mc_qr_weigh_rows,
                                          mc_qr_weigh_trained };
  McFuzzInput input = { data, size };
  g_autofree McQrLayout *layout = g_new (McQrLayout, 1);
  g_autofree float *seen = g_new (float, MC_QR_MAX_MODULES);
  g_autofree float *soft = g_new (float, MC_QR_MAX_MODULES);
  McRsField field;
  int n;

  mc_qr_layout_init (layout, 1 + mc_fuzz_take_byte (&input) % MOST_VERSION);
  mc_rs_field_init (&field);
  n = layout->side * layout->side;
  for (int i = 0; i < n; i++)
    seen[i] = input.size > 0 ? (gint8) input.data[i % input.size] / 128.0f : 0;
  read_symbol (&field, layout, seen);
  for (gsize i = 0; i < G_N_ELEMENTS (weighings); i++) {
    weighings[i](layout, seen, soft);
    for (int k = 0; k < n; k++)
      g_assert_true (isfinite (soft[k]));
    read_symbol (&field, layout, soft);
  }
  return 0;
}
