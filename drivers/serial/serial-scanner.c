// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/serial/serial-scanner.h"

#include "drivers/serial/serial-port.h"

struct _McSerialScanner {
  McTextScanner parent_instance;

  McSerialPort port;
};

G_DEFINE_FINAL_TYPE (McSerialScanner, mc_serial_scanner, MC_TYPE_TEXT_SCANNER)

static int
mc_serial_scanner_open (McFdScanner *scanner, GError **error)
{
  return mc_serial_port_open (&MC_SERIAL_SCANNER (scanner)->port, error);
}

static void
mc_serial_scanner_finalize (GObject *object)
{
  mc_serial_port_clear (&MC_SERIAL_SCANNER (object)->port);
  G_OBJECT_CLASS (mc_serial_scanner_parent_class)->finalize (object);
}

static void
mc_serial_scanner_class_init (McSerialScannerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_serial_scanner_finalize;
  MC_FD_SCANNER_CLASS (klass)->open = mc_serial_scanner_open;
}

static void
mc_serial_scanner_init (McSerialScanner *self)
{
}

McSerialScanner *
mc_serial_scanner_new (const char *port, McClock *clock, GError **error)
{
  McSerialPort parsed = { 0 };
  McSerialScanner *self;

  g_return_val_if_fail (port != NULL, NULL);

  if (!mc_serial_port_parse (port, &parsed, error))
    return NULL;
  self = g_object_new (MC_TYPE_SERIAL_SCANNER, "name", "serial scanner", "clock", clock, NULL);
  self->port = parsed;
  mc_fd_scanner_set_up (MC_FD_SCANNER (self));
  return self;
}
