// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "app/domain/clock.h"

G_BEGIN_DECLS

/**
 * McVirtualScript: what a virtual device is going to do, command by command. A command is a word
 * of the device's table and perhaps an argument: "scan 001085000001|...". `sleep MS` is known
 * to every script. Commands are carried out in order; one that needs an action under way ("scan"
 * answers a scan) waits at the head of the queue until there is one.
 */
#define MC_TYPE_VIRTUAL_SCRIPT (mc_virtual_script_get_type ())
G_DECLARE_FINAL_TYPE (McVirtualScript, mc_virtual_script, MC, VIRTUAL_SCRIPT, GObject)

#define MC_VIRTUAL_SCRIPT_MAX_LINE 65536
#define MC_VIRTUAL_SCRIPT_MAX_QUEUE 1024

typedef struct {
  const char *word;
  /* Whether the argument will do; NULL: the command takes none. */
  gboolean (*check) (const char *argument, GError **error);
  /* Carries it out. FALSE: not now, keep it at the head of the queue. */
  gboolean (*run) (gpointer device, const char *argument);
} McVirtualCommand;

/* commands: ends with a NULL word, outlives the script, as device does. on_done: (nullable): called
 * whenever the script was looked at and had nothing (more) to do. */
McVirtualScript *mc_virtual_script_new (McClock *clock, const McVirtualCommand *commands,
                                        void (*on_done) (gpointer device), gpointer device);

/* Adds one line to the queue and carries out what can be carried out. Blank lines and lines that
 * begin with # are skipped. G_IO_ERROR_INVALID_ARGUMENT: an unknown word or a bad argument;
 * G_IO_ERROR_NO_SPACE: the queue is full. */
gboolean mc_virtual_script_add (McVirtualScript *self, const char *line, GError **error);
/* The same for every line of text; stops at the first bad one. */
gboolean mc_virtual_script_add_text (McVirtualScript *self, const char *text, GError **error);

/* For tests: a line that is right, or the program ends. */
void mc_virtual_script_do (McVirtualScript *self, const char *line);

/* The device's state has changed: a command that waited may run now. */
void mc_virtual_script_pump (McVirtualScript *self);

/* Nothing queued, nothing slept. */
gboolean mc_virtual_script_is_done (McVirtualScript *self);

/* A McVirtualCommand.check: a whole number of milliseconds, at most an hour. */
gboolean mc_virtual_check_ms (const char *argument, GError **error);

G_END_DECLS
