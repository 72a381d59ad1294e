// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/virtual/virtual-scanner.h"

#include "app/domain/secret.h"
#include "drivers/virtual/virtual-verbs.h"

struct _McVirtualScanner {
  McScanner parent_instance;

  McVirtualScript *script;
  guint n_scans;
};

G_DEFINE_FINAL_TYPE (McVirtualScanner, mc_virtual_scanner, MC_TYPE_SCANNER)

static gboolean
check_base64 (const char *argument, GError **error)
{
  static const char alphabet[]
      = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

  /* GLib's decoder skips what it does not know; a typing error in a test must not pass for data. */
  if (strlen (argument) % 4 == 0 && argument[strspn (argument, alphabet)] == '\0')
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "not base64");
  return FALSE;
}

/* data: taken. FALSE: nobody has asked yet. */
static gboolean
answer (McVirtualScanner *self, McSymbology symbology, gpointer data, gsize size)
{
  g_autoptr (GBytes) payload = mc_secret_bytes_take (data, size);
  McDevice *device = MC_DEVICE (self);

  if (!mc_device_action_is_running (device))
    return FALSE;
  mc_device_action_return_pointer (device, mc_scan_new (symbology, payload, 0),
                                   (GDestroyNotify) mc_scan_free);
  return TRUE;
}

static gboolean
run_scan (gpointer device, const char *argument)
{
  return answer (device, MC_SYMBOLOGY_QR, g_strdup (argument), strlen (argument));
}

static gboolean
run_code128 (gpointer device, const char *argument)
{
  return answer (device, MC_SYMBOLOGY_CODE128, g_strdup (argument), strlen (argument));
}

static gboolean
run_scan_base64 (gpointer device, const char *argument)
{
  gsize size;
  guchar *data = g_base64_decode (argument, &size);

  return answer (device, MC_SYMBOLOGY_QR, data, size);
}

static gboolean
run_hint (gpointer device, const char *argument)
{
  if (!mc_device_action_is_running (device))
    return FALSE;
  mc_scanner_emit_hint (device, mc_virtual_find_retry (argument));
  return TRUE;
}

static const McVirtualCommand commands[] = {
  { "scan", mc_virtual_check_any, run_scan },
  { "scan-base64", check_base64, run_scan_base64 },
  { "code128", mc_virtual_check_any, run_code128 },
  { "retry", mc_virtual_check_retry, mc_virtual_run_retry },
  { "hint", mc_virtual_check_retry, run_hint },
  { "unplug", NULL, mc_virtual_run_unplug },
  { "plug", NULL, mc_virtual_run_plug },
  { NULL },
};

static void
mc_virtual_scanner_start (McScanner *scanner)
{
  McVirtualScanner *self = MC_VIRTUAL_SCANNER (scanner);

  self->n_scans++;
  if (mc_device_get_present (MC_DEVICE (self)))
    mc_virtual_script_pump (self->script);
  else
    mc_virtual_answer_absent (MC_DEVICE (self));
}

static void
mc_virtual_scanner_constructed (GObject *object)
{
  McVirtualScanner *self = MC_VIRTUAL_SCANNER (object);

  G_OBJECT_CLASS (mc_virtual_scanner_parent_class)->constructed (object);
  self->script = mc_virtual_script_new (mc_device_get_clock (MC_DEVICE (self)), commands, NULL,
                                        self);
}

static void
mc_virtual_scanner_finalize (GObject *object)
{
  McVirtualScanner *self = MC_VIRTUAL_SCANNER (object);

  g_clear_object (&self->script);
  G_OBJECT_CLASS (mc_virtual_scanner_parent_class)->finalize (object);
}

static void
mc_virtual_scanner_class_init (McVirtualScannerClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = mc_virtual_scanner_constructed;
  G_OBJECT_CLASS (klass)->finalize = mc_virtual_scanner_finalize;
  MC_SCANNER_CLASS (klass)->start = mc_virtual_scanner_start;
}

static void
mc_virtual_scanner_init (McVirtualScanner *self)
{
}

McVirtualScanner *
mc_virtual_scanner_new (McClock *clock)
{
  return g_object_new (MC_TYPE_VIRTUAL_SCANNER, "name", "virtual scanner", "clock", clock, NULL);
}

McVirtualScript *
mc_virtual_scanner_get_script (McVirtualScanner *self)
{
  g_return_val_if_fail (MC_IS_VIRTUAL_SCANNER (self), NULL);
  return self->script;
}

void
mc_virtual_scanner_do (McVirtualScanner *self, const char *line)
{
  g_return_if_fail (MC_IS_VIRTUAL_SCANNER (self));
  mc_virtual_script_do (self->script, line);
}

void
mc_virtual_scanner_do_scan (McVirtualScanner *self, const void *data, gsize size)
{
  g_autofree char *base64 = g_base64_encode (data, size);
  g_autofree char *line = g_strconcat ("scan-base64 ", base64, NULL);

  mc_virtual_scanner_do (self, line);
}

guint
mc_virtual_scanner_get_n_scans (McVirtualScanner *self)
{
  g_return_val_if_fail (MC_IS_VIRTUAL_SCANNER (self), 0);
  return self->n_scans;
}
