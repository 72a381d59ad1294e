// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/serial/text-scanner.h"

#include "drivers/serial/scan-framer.h"

typedef struct {
  McScanFramer *framer;
} McTextScannerPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (McTextScanner, mc_text_scanner, MC_TYPE_FD_SCANNER)

/* A code that nobody asked for is dropped by the base. */
static void
answer (McTextScanner *self, McScanFramerEvent event, McScan *scan)
{
  if (event != MC_SCAN_FRAMER_NOTHING)
    mc_fd_scanner_answer (MC_FD_SCANNER (self), scan, "longer than any code");
}

static void
mc_text_scanner_silence (McFdScanner *scanner)
{
  McTextScanner *self = MC_TEXT_SCANNER (scanner);
  McTextScannerPrivate *priv = mc_text_scanner_get_instance_private (self);
  McScan *scan = NULL;
  McScanFramerEvent event = mc_scan_framer_silence (priv->framer, &scan);

  answer (self, event, scan);
}

/* The rest of a code that nobody waits for any more is not the next person's. */
static void
mc_text_scanner_forget (McFdScanner *scanner)
{
  McTextScannerPrivate *priv = mc_text_scanner_get_instance_private (MC_TEXT_SCANNER (scanner));
  gboolean rest_may_come = mc_device_get_present (MC_DEVICE (scanner))
                           && mc_scan_framer_is_in_code (priv->framer);

  mc_scan_framer_discard (priv->framer, rest_may_come);
}

static void
mc_text_scanner_receive (McFdScanner *scanner, const guint8 *data, gsize length)
{
  mc_text_scanner_push (MC_TEXT_SCANNER (scanner), data, length);
}

static void
mc_text_scanner_finalize (GObject *object)
{
  McTextScannerPrivate *priv = mc_text_scanner_get_instance_private (MC_TEXT_SCANNER (object));

  g_clear_pointer (&priv->framer, mc_scan_framer_free);
  G_OBJECT_CLASS (mc_text_scanner_parent_class)->finalize (object);
}

static void
mc_text_scanner_class_init (McTextScannerClass *klass)
{
  McFdScannerClass *fd_class = MC_FD_SCANNER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mc_text_scanner_finalize;
  fd_class->receive = mc_text_scanner_receive;
  fd_class->forget = mc_text_scanner_forget;
  fd_class->silence = mc_text_scanner_silence;
  klass->silence_ms = MC_SCAN_FRAMER_SILENCE_MS;
}

static void
mc_text_scanner_init (McTextScanner *self)
{
  McTextScannerPrivate *priv = mc_text_scanner_get_instance_private (self);

  priv->framer = mc_scan_framer_new ();
}

void
mc_text_scanner_push (McTextScanner *self, const guint8 *data, gsize length)
{
  McTextScannerPrivate *priv = mc_text_scanner_get_instance_private (self);
  McFdScanner *scanner = MC_FD_SCANNER (self);
  gboolean in_code;

  g_return_if_fail (MC_IS_TEXT_SCANNER (self));

  while (length > 0) {
    McScan *scan = NULL;
    McScanFramerEvent event;
    gsize used;

    if (!mc_fd_scanner_is_wanted (scanner))
      mc_scan_framer_discard (priv->framer, TRUE);
    event = mc_scan_framer_push (priv->framer, data, length, &used, &scan);
    answer (self, event, scan);
    data += used;
    length -= used;
  }
  in_code = mc_scan_framer_is_in_code (priv->framer);
  /* After the first code nobody waits for a second one. */
  if (!mc_fd_scanner_is_wanted (scanner))
    mc_scan_framer_discard (priv->framer, in_code);
  mc_fd_scanner_await_silence (scanner, in_code ? MC_TEXT_SCANNER_GET_CLASS (self)->silence_ms : 0);
}
