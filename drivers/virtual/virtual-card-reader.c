// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/virtual/virtual-card-reader.h"

#include "app/domain/id-card.h"
#include "drivers/virtual/virtual-verbs.h"

struct _McVirtualCardReader {
  McCardReader parent_instance;

  McVirtualScript *script;
  McCardKeys *keys;
  guint n_readings;
};

G_DEFINE_FINAL_TYPE (McVirtualCardReader, mc_virtual_card_reader, MC_TYPE_CARD_READER)

static const struct {
  const char *word;
  int code; /* of MC_CARD_RETRY; -1: nothing came in time */
} retry_codes[] = {
  { "removed", MC_CARD_RETRY_REMOVED },
  { "wrong-key", MC_CARD_RETRY_WRONG_KEY },
  { "not-id", MC_CARD_RETRY_NOT_ID },
  { "mute", MC_CARD_RETRY_MUTE },
  { "timeout", -1 },
  { "disturbed", MC_CARD_RETRY_DISTURBED },
};

static int
find_retry (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (retry_codes); i++)
    if (g_str_equal (retry_codes[i].word, word))
      return i;
  return -1;
}

static gboolean
refuse (GError **error, const char *argument)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "what is \"%.32s\"", argument);
  return FALSE;
}

static gboolean
check_retry (const char *argument, GError **error)
{
  return find_retry (argument) >= 0 || refuse (error, argument);
}

static gboolean
check_percent (const char *argument, GError **error)
{
  return g_ascii_string_to_unsigned (argument, 10, 0, 100, NULL, error);
}

/* (transfer full) (nullable) */
static McPerson *
parse_person (const char *text)
{
  static const McPartialDate today = { 2026, 11, 21 };
  g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));

  return mc_id_card_parse (payload, &today, NULL, NULL);
}

static gboolean
check_person (const char *argument, GError **error)
{
  g_autoptr (McPerson) person = parse_person (argument);

  return person != NULL || refuse (error, "that person");
}

/* FALSE: nobody has asked yet. */
static gboolean
answer (gpointer device, const char *text, McAssurance assurance)
{
  McChipReading *reading;

  if (!mc_device_action_is_running (device))
    return FALSE;
  reading = mc_chip_reading_new ();
  mc_person_unref (reading->person);
  reading->person = parse_person (text);
  reading->person->assurance = assurance;
  if (assurance == MC_ASSURANCE_CHIP_PA)
    reading->passive = MC_CHIP_CHECK_PASSED;
  if (assurance == MC_ASSURANCE_MANUAL) {
    reading->passive = MC_CHIP_CHECK_FAILED;
    reading->trouble = g_strdup ("as scripted");
  }
  mc_card_reader_emit_progress (device, 100);
  mc_device_action_return_pointer (device, reading, (GDestroyNotify) mc_chip_reading_free);
  return TRUE;
}

static gboolean
run_read (gpointer device, const char *argument)
{
  return answer (device, argument, MC_ASSURANCE_CHIP_PA);
}

static gboolean
run_read_plain (gpointer device, const char *argument)
{
  return answer (device, argument, MC_ASSURANCE_CHIP);
}

static gboolean
run_read_false (gpointer device, const char *argument)
{
  return answer (device, argument, MC_ASSURANCE_MANUAL);
}

static gboolean
run_progress (gpointer device, const char *argument)
{
  if (!mc_device_action_is_running (device))
    return FALSE;
  mc_card_reader_emit_progress (device, g_ascii_strtoull (argument, NULL, 10));
  return TRUE;
}

static gboolean
run_retry (gpointer device, const char *argument)
{
  const int code = retry_codes[find_retry (argument)].code;

  if (!mc_device_action_is_running (device))
    return FALSE;
  mc_device_action_return_error (device,
                                 g_error_new (code < 0 ? MC_DEVICE_RETRY : MC_CARD_RETRY,
                                              code < 0 ? (int) MC_DEVICE_RETRY_TIMEOUT : code,
                                              "as scripted: %s", argument));
  return TRUE;
}

static gboolean
run_lay (gpointer device, const char *argument)
{
  mc_card_reader_set_card_present (device, TRUE);
  return TRUE;
}

static gboolean
run_lift (gpointer device, const char *argument)
{
  mc_card_reader_set_card_present (device, FALSE);
  return TRUE;
}

static const McVirtualCommand commands[] = {
  { "read", check_person, run_read },
  { "read-plain", check_person, run_read_plain },
  { "read-false", check_person, run_read_false },
  { "progress", check_percent, run_progress },
  { "retry", check_retry, run_retry },
  { "lay", NULL, run_lay },
  { "lift", NULL, run_lift },
  { "unplug", NULL, mc_virtual_run_unplug },
  { "plug", NULL, mc_virtual_run_plug },
  { NULL },
};

static void
mc_virtual_card_reader_start (McCardReader *reader, McCardKeys *keys, McCardReadFlags flags)
{
  McVirtualCardReader *self = MC_VIRTUAL_CARD_READER (reader);

  self->n_readings++;
  g_clear_pointer (&self->keys, mc_card_keys_unref);
  self->keys = mc_card_keys_ref (keys);
  if (mc_device_get_present (MC_DEVICE (self)))
    mc_virtual_script_pump (self->script);
  else
    mc_virtual_answer_absent (MC_DEVICE (self));
}

static void
mc_virtual_card_reader_constructed (GObject *object)
{
  McVirtualCardReader *self = MC_VIRTUAL_CARD_READER (object);

  G_OBJECT_CLASS (mc_virtual_card_reader_parent_class)->constructed (object);
  self->script = mc_virtual_script_new (mc_device_get_clock (MC_DEVICE (self)), commands, NULL,
                                        self);
}

static void
mc_virtual_card_reader_finalize (GObject *object)
{
  McVirtualCardReader *self = MC_VIRTUAL_CARD_READER (object);

  g_clear_object (&self->script);
  g_clear_pointer (&self->keys, mc_card_keys_unref);
  G_OBJECT_CLASS (mc_virtual_card_reader_parent_class)->finalize (object);
}

static void
mc_virtual_card_reader_class_init (McVirtualCardReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = mc_virtual_card_reader_constructed;
  G_OBJECT_CLASS (klass)->finalize = mc_virtual_card_reader_finalize;
  MC_CARD_READER_CLASS (klass)->start = mc_virtual_card_reader_start;
}

static void
mc_virtual_card_reader_init (McVirtualCardReader *self)
{
}

McVirtualCardReader *
mc_virtual_card_reader_new (McClock *clock)
{
  return g_object_new (MC_TYPE_VIRTUAL_CARD_READER, "name", "virtual card reader", "clock", clock,
                       NULL);
}

McVirtualScript *
mc_virtual_card_reader_get_script (McVirtualCardReader *self)
{
  g_return_val_if_fail (MC_IS_VIRTUAL_CARD_READER (self), NULL);
  return self->script;
}

void
mc_virtual_card_reader_do (McVirtualCardReader *self, const char *line)
{
  g_return_if_fail (MC_IS_VIRTUAL_CARD_READER (self));
  mc_virtual_script_do (self->script, line);
}

guint
mc_virtual_card_reader_get_n_readings (McVirtualCardReader *self)
{
  g_return_val_if_fail (MC_IS_VIRTUAL_CARD_READER (self), 0);
  return self->n_readings;
}

McCardKeys *
mc_virtual_card_reader_get_keys (McVirtualCardReader *self)
{
  g_return_val_if_fail (MC_IS_VIRTUAL_CARD_READER (self), NULL);
  return self->keys;
}
