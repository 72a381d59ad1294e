// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/virtual/virtual-script.h"

#include "drivers/device.h"

#define MAX_SLEEP_MS (60 * 60 * 1000)

struct _McVirtualScript {
  GObject parent_instance;

  McClock *clock;
  const McVirtualCommand *commands;
  void (*on_done) (gpointer device);
  gpointer device;
  GQueue queue; /* of Step */
  guint sleeping;
  gboolean pumping;
};

typedef struct {
  const McVirtualCommand *command;
  char *argument;
} Step;

G_DEFINE_FINAL_TYPE (McVirtualScript, mc_virtual_script, G_TYPE_OBJECT)

/* sleep belongs to the script itself, whatever the device. */
static const McVirtualCommand sleep_command = { "sleep", mc_virtual_check_ms, NULL };

static void
step_free (gpointer data)
{
  Step *step = data;

  g_free (step->argument);
  g_free (step);
}

static void
mc_virtual_script_finalize (GObject *object)
{
  McVirtualScript *self = MC_VIRTUAL_SCRIPT (object);

  if (self->sleeping != 0)
    mc_clock_remove_timeout (self->clock, self->sleeping);
  g_queue_clear_full (&self->queue, step_free);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (mc_virtual_script_parent_class)->finalize (object);
}

static void
mc_virtual_script_class_init (McVirtualScriptClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_virtual_script_finalize;
}

static void
mc_virtual_script_init (McVirtualScript *self)
{
  g_queue_init (&self->queue);
}

McVirtualScript *
mc_virtual_script_new (McClock *clock, const McVirtualCommand *commands,
                       void (*on_done) (gpointer device), gpointer device)
{
  McVirtualScript *self = g_object_new (MC_TYPE_VIRTUAL_SCRIPT, NULL);

  self->clock = g_object_ref (clock);
  self->commands = commands;
  self->on_done = on_done;
  self->device = device;
  return self;
}

static gboolean
on_slept (gpointer user_data)
{
  McVirtualScript *self = user_data;

  self->sleeping = 0;
  mc_virtual_script_pump (self);
  return G_SOURCE_REMOVE;
}

static gboolean
run_step (McVirtualScript *self, const Step *step)
{
  if (step->command != &sleep_command)
    return step->command->run (self->device, step->argument);
  self->sleeping = mc_clock_add_timeout (self->clock, g_ascii_strtoull (step->argument, NULL, 10),
                                         on_slept, self);
  return TRUE;
}

void
mc_virtual_script_pump (McVirtualScript *self)
{
  g_return_if_fail (MC_IS_VIRTUAL_SCRIPT (self));

  /* A command changes the device, and a device that has changed pumps. */
  if (self->pumping)
    return;
  self->pumping = TRUE;
  while (self->sleeping == 0 && !g_queue_is_empty (&self->queue)
         && run_step (self, g_queue_peek_head (&self->queue)))
    step_free (g_queue_pop_head (&self->queue));
  self->pumping = FALSE;
  if (self->on_done != NULL && mc_virtual_script_is_done (self))
    self->on_done (self->device);
}

gboolean
mc_virtual_script_is_done (McVirtualScript *self)
{
  g_return_val_if_fail (MC_IS_VIRTUAL_SCRIPT (self), TRUE);
  return self->sleeping == 0 && g_queue_is_empty (&self->queue);
}

static const McVirtualCommand *
find_command (McVirtualScript *self, const char *word)
{
  if (g_str_equal (word, sleep_command.word))
    return &sleep_command;
  for (const McVirtualCommand *command = self->commands; command->word != NULL; command++)
    if (g_str_equal (command->word, word))
      return command;
  return NULL;
}

gboolean
mc_virtual_script_add (McVirtualScript *self, const char *line, GError **error)
{
  g_auto (GStrv) parts = NULL;
  const McVirtualCommand *command;
  const char *argument;
  Step *step;

  g_return_val_if_fail (MC_IS_VIRTUAL_SCRIPT (self), FALSE);
  if (line[0] == '\0' || line[0] == '#')
    return TRUE;
  if (strlen (line) > MC_VIRTUAL_SCRIPT_MAX_LINE
      || g_queue_get_length (&self->queue) >= MC_VIRTUAL_SCRIPT_MAX_QUEUE) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                         "the line or the queue of commands is too long");
    return FALSE;
  }

  /* Everything behind the first space is the argument, its own spaces included. */
  parts = g_strsplit (line, " ", 2);
  argument = parts[1] != NULL ? parts[1] : "";
  command = find_command (self, parts[0]);
  if (command == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "unknown command \"%.32s\"",
                 parts[0]);
    return FALSE;
  }
  if (command->check == NULL && argument[0] != '\0') {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s takes no argument",
                 command->word);
    return FALSE;
  }
  if (command->check != NULL && !command->check (argument, error))
    return FALSE;

  step = g_new (Step, 1);
  *step = (Step){ command, g_strdup (argument) };
  g_queue_push_tail (&self->queue, step);
  mc_virtual_script_pump (self);
  return TRUE;
}

gboolean
mc_virtual_script_add_text (McVirtualScript *self, const char *text, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (!mc_virtual_script_add (self, lines[i], error)) {
      g_prefix_error (error, "line %u: ", i + 1);
      return FALSE;
    }
  return TRUE;
}

gboolean
mc_virtual_check_ms (const char *argument, GError **error)
{
  return g_ascii_string_to_unsigned (argument, 10, 0, MAX_SLEEP_MS, NULL, error);
}

void
mc_virtual_script_do (McVirtualScript *self, const char *line)
{
  g_autoptr (GError) error = NULL;

  if (!mc_virtual_script_add (self, line, &error))
    g_error ("virtual device: %s", error->message);
}
