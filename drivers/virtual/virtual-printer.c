// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/virtual/virtual-printer.h"

#include "drivers/virtual/virtual-verbs.h"

struct _McVirtualPrinter {
  McPrinter parent_instance;

  McVirtualScript *script;
  char *directory;
  GBytes *waiting; /* the sheet of the job under way, as long as it may still come out */
  GBytes *last_sheet;
  guint n_sheets;
};

G_DEFINE_FINAL_TYPE (McVirtualPrinter, mc_virtual_printer, MC_TYPE_PRINTER)

static GError *
new_error (McVirtualPrinter *self, McDeviceErrorCode code, const char *what)
{
  return g_error_new (MC_DEVICE_ERROR, code, "%s: %s", mc_device_get_name (MC_DEVICE (self)), what);
}

static void
end_job (McVirtualPrinter *self, McPrintState state, GError *error)
{
  g_clear_pointer (&self->waiting, g_bytes_unref);
  mc_printer_return (MC_PRINTER (self), state, error);
}

static gboolean
write_sheet (McVirtualPrinter *self, GError **error)
{
  g_autofree char *name = g_strdup_printf ("sheet-%04u.pdf", self->n_sheets + 1);
  g_autofree char *path = NULL;
  gsize size;
  const char *data = g_bytes_get_data (self->waiting, &size);

  if (self->directory == NULL)
    return TRUE;
  path = g_build_filename (self->directory, name, NULL);
  return g_file_set_contents (path, data, size, error);
}

static void
put_out (McVirtualPrinter *self, McPrintState state)
{
  g_autoptr (GError) error = NULL;

  if (!write_sheet (self, &error)) {
    end_job (self, MC_PRINT_FAILED, new_error (self, MC_DEVICE_ERROR_CONFIG, error->message));
    return;
  }
  g_clear_pointer (&self->last_sheet, g_bytes_unref);
  self->last_sheet = g_bytes_ref (self->waiting);
  self->n_sheets++;
  end_job (self, state, NULL);
}

static gboolean
can_print (McVirtualPrinter *self)
{
  return self->waiting != NULL && !mc_printer_get_paper_problem (MC_PRINTER (self));
}

static gboolean
run_sent (gpointer device, const char *argument)
{
  if (!can_print (device))
    return FALSE;
  put_out (device, MC_PRINT_SENT);
  return TRUE;
}

static gboolean
run_fail (gpointer device, const char *argument)
{
  McVirtualPrinter *self = device;

  if (self->waiting == NULL)
    return FALSE;
  end_job (self, MC_PRINT_FAILED, new_error (self, MC_DEVICE_ERROR_PROTOCOL, "job aborted"));
  return TRUE;
}

static gboolean
run_hang (gpointer device, const char *argument)
{
  McVirtualPrinter *self = device;

  if (self->waiting == NULL)
    return FALSE;
  g_clear_pointer (&self->waiting, g_bytes_unref);
  return TRUE;
}

static gboolean
run_vanish (gpointer device, const char *argument)
{
  McVirtualPrinter *self = device;

  if (self->waiting == NULL)
    return FALSE;
  mc_device_set_present (device, FALSE);
  end_job (self, MC_PRINT_UNKNOWN, NULL);
  return TRUE;
}

static gboolean
run_paper_out (gpointer device, const char *argument)
{
  mc_printer_set_paper_problem (device, TRUE);
  return TRUE;
}

static gboolean
run_paper_in (gpointer device, const char *argument)
{
  mc_printer_set_paper_problem (device, FALSE);
  return TRUE;
}

static gboolean
run_unplug (gpointer device, const char *argument)
{
  McVirtualPrinter *self = device;

  mc_device_set_present (device, FALSE);
  if (mc_device_action_is_running (device))
    end_job (self, MC_PRINT_FAILED, new_error (self, MC_DEVICE_ERROR_ABSENT, "unplugged"));
  return TRUE;
}

static const McVirtualCommand commands[] = {
  { "sent", NULL, run_sent },
  { "fail", NULL, run_fail },
  { "hang", NULL, run_hang },
  { "vanish", NULL, run_vanish },
  { "paper-out", NULL, run_paper_out },
  { "paper-in", NULL, run_paper_in },
  { "unplug", NULL, run_unplug },
  { "plug", NULL, mc_virtual_run_plug },
  { NULL },
};

/* A job for which the script has nothing in store comes out. */
static void
on_script_done (gpointer device)
{
  if (can_print (device))
    put_out (device, MC_PRINT_CONFIRMED);
}

static void
mc_virtual_printer_start (McPrinter *printer, const McPrintJob *job)
{
  McVirtualPrinter *self = MC_VIRTUAL_PRINTER (printer);

  if (!mc_device_get_present (MC_DEVICE (self))) {
    end_job (self, MC_PRINT_FAILED, new_error (self, MC_DEVICE_ERROR_ABSENT, "unplugged"));
    return;
  }
  self->waiting = g_bytes_ref (job->pdf);
  mc_printer_set_print_state (printer, MC_PRINT_QUEUED);
  mc_virtual_script_pump (self->script);
}

static void
mc_virtual_printer_cancel (McDevice *device)
{
  McVirtualPrinter *self = MC_VIRTUAL_PRINTER (device);

  g_clear_pointer (&self->waiting, g_bytes_unref);
  mc_printer_set_print_state (MC_PRINTER (self), MC_PRINT_FAILED);
}

static void
mc_virtual_printer_expire (McDevice *device)
{
  McVirtualPrinter *self = MC_VIRTUAL_PRINTER (device);

  if (mc_printer_get_paper_problem (MC_PRINTER (self)))
    end_job (self, MC_PRINT_FAILED, new_error (self, MC_DEVICE_ERROR_PAPER, "out of paper"));
  else
    end_job (self, MC_PRINT_FAILED,
             new_error (self, MC_DEVICE_ERROR_PROTOCOL, "no end of the job; withdrawn"));
}

static void
mc_virtual_printer_constructed (GObject *object)
{
  McVirtualPrinter *self = MC_VIRTUAL_PRINTER (object);

  G_OBJECT_CLASS (mc_virtual_printer_parent_class)->constructed (object);
  self->script = mc_virtual_script_new (mc_device_get_clock (MC_DEVICE (self)), commands,
                                        on_script_done, self);
}

static void
mc_virtual_printer_finalize (GObject *object)
{
  McVirtualPrinter *self = MC_VIRTUAL_PRINTER (object);

  g_clear_object (&self->script);
  g_clear_pointer (&self->waiting, g_bytes_unref);
  g_clear_pointer (&self->last_sheet, g_bytes_unref);
  g_free (self->directory);
  G_OBJECT_CLASS (mc_virtual_printer_parent_class)->finalize (object);
}

static void
mc_virtual_printer_class_init (McVirtualPrinterClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = mc_virtual_printer_constructed;
  G_OBJECT_CLASS (klass)->finalize = mc_virtual_printer_finalize;
  MC_DEVICE_CLASS (klass)->cancel = mc_virtual_printer_cancel;
  MC_DEVICE_CLASS (klass)->expire = mc_virtual_printer_expire;
  MC_PRINTER_CLASS (klass)->start = mc_virtual_printer_start;
}

static void
mc_virtual_printer_init (McVirtualPrinter *self)
{
}

McVirtualPrinter *
mc_virtual_printer_new (McClock *clock, const char *directory)
{
  McVirtualPrinter *self = g_object_new (MC_TYPE_VIRTUAL_PRINTER, "name", "virtual printer",
                                         "clock", clock, NULL);

  self->directory = g_strdup (directory);
  return self;
}

McVirtualScript *
mc_virtual_printer_get_script (McVirtualPrinter *self)
{
  g_return_val_if_fail (MC_IS_VIRTUAL_PRINTER (self), NULL);
  return self->script;
}

void
mc_virtual_printer_do (McVirtualPrinter *self, const char *line)
{
  g_return_if_fail (MC_IS_VIRTUAL_PRINTER (self));
  mc_virtual_script_do (self->script, line);
}

guint
mc_virtual_printer_get_n_sheets (McVirtualPrinter *self)
{
  g_return_val_if_fail (MC_IS_VIRTUAL_PRINTER (self), 0);
  return self->n_sheets;
}

GBytes *
mc_virtual_printer_get_last_sheet (McVirtualPrinter *self)
{
  g_return_val_if_fail (MC_IS_VIRTUAL_PRINTER (self), NULL);
  return self->last_sheet;
}
