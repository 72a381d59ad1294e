// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/pcsc-reader.h"

#include "drivers/chip/pcsc-worker.h"

struct _McPcscReader {
  McCardReader parent_instance;

  McPcscWorker *worker;
  GCancellable *cancellable; /* of the reading under way */
};

G_DEFINE_FINAL_TYPE (McPcscReader, mc_pcsc_reader, MC_TYPE_CARD_READER)

static void
on_presence (gboolean reader, gboolean card, gpointer user_data)
{
  g_autoptr (McPcscReader) self = g_object_ref (user_data);

  mc_device_set_present (MC_DEVICE (self), reader);
  mc_card_reader_set_card_present (MC_CARD_READER (self), card);
}

static void
on_progress (guint job, guint percent, gpointer user_data)
{
  if (job == mc_device_action_get_id (user_data))
    mc_card_reader_emit_progress (user_data, percent);
}

static void
on_result (guint job, McChipReading *reading, GError *error, gpointer user_data)
{
  if (job != mc_device_action_get_id (user_data)) {
    mc_chip_reading_free (reading);
    g_clear_error (&error);
    return;
  }
  if (reading == NULL) {
    mc_device_action_return_error (user_data, error);
    return;
  }
  mc_card_reader_emit_progress (user_data, 100);
  mc_device_action_return_pointer (user_data, reading, (GDestroyNotify) mc_chip_reading_free);
}

static void
mc_pcsc_reader_start (McCardReader *reader, McCardKeys *keys, McCardReadFlags flags)
{
  McPcscReader *self = MC_PCSC_READER (reader);

  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  mc_pcsc_worker_read (self->worker, mc_device_action_get_id (MC_DEVICE (self)), keys, flags,
                       self->cancellable);
}

static void
mc_pcsc_reader_cancel (McDevice *device)
{
  g_cancellable_cancel (MC_PCSC_READER (device)->cancellable);
}

static void
mc_pcsc_reader_finalize (GObject *object)
{
  McPcscReader *self = MC_PCSC_READER (object);

  mc_pcsc_worker_stop (self->worker);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (mc_pcsc_reader_parent_class)->finalize (object);
}

static void
mc_pcsc_reader_class_init (McPcscReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_pcsc_reader_finalize;
  MC_DEVICE_CLASS (klass)->cancel = mc_pcsc_reader_cancel;
  MC_CARD_READER_CLASS (klass)->start = mc_pcsc_reader_start;
}

static void
mc_pcsc_reader_init (McPcscReader *self)
{
}

McPcscReader *
mc_pcsc_reader_new (const char *reader, McCscaStore *trust, McClock *clock)
{
  static const McPcscCallbacks callbacks = { on_presence, on_progress, on_result };
  McPcscReader *self = g_object_new (MC_TYPE_PCSC_READER, "name", "PC/SC reader", "clock", clock,
                                     NULL);

  self->worker = mc_pcsc_worker_start (reader, trust, mc_device_get_clock (MC_DEVICE (self)),
                                       &callbacks, self);
  return self;
}
