// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/serial/serial-port.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "drivers/device.h"

static const struct {
  guint speed;
  speed_t code;
} speeds[] = {
  { 1200, B1200 },     { 2400, B2400 },     { 4800, B4800 },     { 9600, B9600 },
  { 19200, B19200 },   { 38400, B38400 },   { 57600, B57600 },   { 115200, B115200 },
  { 230400, B230400 }, { 460800, B460800 }, { 921600, B921600 },
};

/* B0 if there is none; it means "hang up". */
static speed_t
code_of (guint speed)
{
  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++) {
    if (speeds[i].speed == speed)
      return speeds[i].code;
  }
  return B0;
}

gboolean
mc_serial_port_parse (const char *text, McSerialPort *port, GError **error)
{
  g_auto (GStrv) parts = NULL;
  guint64 speed = MC_SERIAL_PORT_SPEED;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (port != NULL, FALSE);

  parts = g_strsplit (text, ",", 2);
  if (parts[0] == NULL || !g_path_is_absolute (parts[0])
      || (parts[1] != NULL
          && (!g_ascii_string_to_unsigned (parts[1], 10, 1, G_MAXUINT, &speed, NULL)
              || code_of (speed) == B0))) {
    g_set_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_CONFIG,
                 "expected a device and a speed, as \"/dev/ttyACM0,115200\", found \"%s\"", text);
    return FALSE;
  }
  port->path = g_strdup (parts[0]);
  port->speed = speed;
  return TRUE;
}

void
mc_serial_port_clear (McSerialPort *port)
{
  g_clear_pointer (&port->path, g_free);
}

static gboolean
set_raw (int fd, guint speed)
{
  struct termios settings;

  if (tcgetattr (fd, &settings) != 0)
    return FALSE;
  cfmakeraw (&settings);
  settings.c_cflag |= CLOCAL | CREAD;
  settings.c_cflag &= ~(CSTOPB | CRTSCTS | HUPCL);
  settings.c_iflag &= ~(IXON | IXOFF | IXANY);
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  cfsetispeed (&settings, code_of (speed));
  cfsetospeed (&settings, code_of (speed));
  return tcsetattr (fd, TCSANOW, &settings) == 0;
}

int
mc_serial_port_open (const McSerialPort *port, GError **error)
{
  int fd;

  g_return_val_if_fail (port != NULL && port->path != NULL, -1);

  /* Not blocking: without it open () waits for a modem's carrier. */
  fd = open (port->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) {
    g_set_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT, "%s: %s", port->path,
                 g_strerror (errno));
    return -1;
  }
  if (!set_raw (fd, port->speed)) {
    g_set_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_CONFIG, "%s: not a serial device: %s",
                 port->path, g_strerror (errno));
    close (fd);
    return -1;
  }
  /* Services that look for modems would swallow a code. */
  ioctl (fd, TIOCEXCL);
  tcflush (fd, TCIFLUSH);
  return fd;
}
