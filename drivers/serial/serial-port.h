// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where a serial device is and how fast it talks: "PATH" or "PATH,SPEED". */
#define MC_SERIAL_PORT_SPEED 115200 /* if none is given; USB CDC ignores it */

typedef struct {
  char *path;
  guint speed; /* bits a second, as termios knows them: 1200 ... 921600 */
} McSerialPort;

/* FALSE, and MC_DEVICE_ERROR_CONFIG: not a specification. */
gboolean mc_serial_port_parse (const char *text, McSerialPort *port, GError **error);
void mc_serial_port_clear (McSerialPort *port);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McSerialPort, mc_serial_port_clear)

/* A descriptor, raw, 8N1, without flow control, not blocking, for this process alone; what had come
 * in before is thrown away. -1: MC_DEVICE_ERROR_ABSENT, or _CONFIG for what is no serial device. */
int mc_serial_port_open (const McSerialPort *port, GError **error);

G_END_DECLS
