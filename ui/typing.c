// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/typing.h"

struct _McTyping {
  GObject parent_instance;

  McTypingOptions options;
  McWay way;
};

G_DEFINE_FINAL_TYPE (McTyping, mc_typing, G_TYPE_OBJECT)

/* What a window carries. */
#define TYPING_KEY "mc-typing"

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* Whoever has a keyboard with a cable at all knows Telex: its keys have no letters of Vietnam. */
static const McTypingOptions defaults = {
  .way = MC_WAY_DIRECT,
  .hardware_way = MC_WAY_TELEX,
  .style = MC_TONE_STYLE_OLD,
  .times = { MC_STRIKE_REPEAT_DELAY, MC_STRIKE_REPEAT_INTERVAL, 0 },
};

static void
mc_typing_class_init (McTypingClass *klass)
{
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
mc_typing_init (McTyping *self)
{
  self->options = defaults;
  self->way = defaults.way;
}

McTyping *
mc_typing_of (GtkWidget *widget)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  GtkRoot *root = gtk_widget_get_root (widget);
  GObject *owner = root != NULL ? G_OBJECT (root) : G_OBJECT (widget);
  McTyping *self = g_object_get_data (owner, TYPING_KEY);

  if (self == NULL) {
    self = g_object_new (MC_TYPE_TYPING, NULL);
    g_object_set_data_full (owner, TYPING_KEY, self, g_object_unref);
  }
  return self;
}

void
mc_typing_set_options (McTyping *self, const McTypingOptions *options)
{
  g_return_if_fail (MC_IS_TYPING (self));
  g_return_if_fail (options->way < MC_N_WAYS && options->hardware_way < MC_N_WAYS);

  self->options = *options;
  self->way = options->way;
  g_signal_emit (self, signals[CHANGED], 0);
}

McToneStyle
mc_typing_get_style (McTyping *self)
{
  g_return_val_if_fail (MC_IS_TYPING (self), MC_TONE_STYLE_OLD);

  return self->options.style;
}

const McStrikeTimes *
mc_typing_get_times (McTyping *self)
{
  g_return_val_if_fail (MC_IS_TYPING (self), NULL);

  return &self->options.times;
}

McWay
mc_typing_get_way (McTyping *self)
{
  g_return_val_if_fail (MC_IS_TYPING (self), MC_WAY_DIRECT);

  return self->way;
}

McWay
mc_typing_get_hardware_way (McTyping *self)
{
  g_return_val_if_fail (MC_IS_TYPING (self), MC_WAY_DIRECT);

  return self->way != MC_WAY_DIRECT ? self->way : self->options.hardware_way;
}

void
mc_typing_set_way (McTyping *self, McWay way)
{
  g_return_if_fail (MC_IS_TYPING (self));
  g_return_if_fail (way < MC_N_WAYS);

  if (self->way == way)
    return;
  self->way = way;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
mc_typing_reset (McTyping *self)
{
  g_return_if_fail (MC_IS_TYPING (self));

  mc_typing_set_way (self, self->options.way);
}
