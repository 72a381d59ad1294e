// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/editor.h"

#include "ui/fields/line.h"

typedef struct {
  const McField *field;
  gboolean alone;
  gboolean showing; /* a value is being shown, not written */
} McEditorPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (McEditor, mc_editor, GTK_TYPE_WIDGET)

enum { PROP_FIELD = 1, PROP_ALONE, N_PROPS };
enum {
  SIGNAL_EDITED,
  SIGNAL_ADDRESSED,
  SIGNAL_WANTS_KEYBOARD,
  SIGNAL_FINISHED,
  SIGNAL_LOOK_AT,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static McEditorPrivate *
get_private (McEditor *self)
{
  return mc_editor_get_instance_private (self);
}

static void
mc_editor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  McEditor *self = MC_EDITOR (object);

  switch (id) {
  case PROP_FIELD:
    get_private (self)->field = g_value_get_pointer (value);
    break;
  case PROP_ALONE:
    mc_editor_set_alone (self, g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
mc_editor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  McEditor *self = MC_EDITOR (object);

  switch (id) {
  case PROP_FIELD:
    g_value_set_pointer (value, (gpointer) get_private (self)->field);
    break;
  case PROP_ALONE:
    g_value_set_boolean (value, get_private (self)->alone);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
mc_editor_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_editor_parent_class)->dispose (object);
}

static gboolean
mc_editor_grab_focus (GtkWidget *widget)
{
  GtkEditable *line = mc_editor_get_line (MC_EDITOR (widget));

  if (line)
    return mc_line_grab_focus (line);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    if (gtk_widget_child_focus (child, GTK_DIR_TAB_FORWARD))
      return TRUE;
  }
  return FALSE;
}

static void
mc_editor_class_init (McEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GType type = G_TYPE_FROM_CLASS (klass);
  const GType text_type = G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE;

  object_class->set_property = mc_editor_set_property;
  object_class->get_property = mc_editor_get_property;
  object_class->dispose = mc_editor_dispose;
  widget_class->grab_focus = mc_editor_grab_focus;

  props[PROP_FIELD] = g_param_spec_pointer (
      "field", NULL, NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_ALONE] = g_param_spec_boolean ("alone", NULL, NULL, FALSE,
                                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNAL_EDITED] = g_signal_new ("edited", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, text_type);
  signals[SIGNAL_ADDRESSED] = g_signal_new ("addressed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 4, text_type, text_type, text_type,
                                            text_type);
  signals[SIGNAL_WANTS_KEYBOARD] = g_signal_new ("wants-keyboard", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                                 NULL, NULL, G_TYPE_NONE, 1, GTK_TYPE_EDITABLE);
  signals[SIGNAL_FINISHED] = g_signal_new ("finished", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);
  signals[SIGNAL_LOOK_AT] = g_signal_new ("look-at", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, GTK_TYPE_WIDGET);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "editor");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mc_editor_init (McEditor *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
}

const McField *
mc_editor_get_field (McEditor *self)
{
  g_return_val_if_fail (MC_IS_EDITOR (self), NULL);

  return get_private (self)->field;
}

void
mc_editor_show (McEditor *self, McAnswers *answers, const char *key)
{
  g_return_if_fail (MC_IS_EDITOR (self));
  g_return_if_fail (key);

  McEditorClass *klass = MC_EDITOR_GET_CLASS (self);

  get_private (self)->showing = TRUE;
  if (klass->show)
    klass->show (self, answers, key);
  else
    klass->set_value (self, answers ? mc_answers_get (answers, key) : NULL);
  get_private (self)->showing = FALSE;
}

GtkEditable *
mc_editor_get_line (McEditor *self)
{
  g_return_val_if_fail (MC_IS_EDITOR (self), NULL);

  return MC_EDITOR_GET_CLASS (self)->get_line ? MC_EDITOR_GET_CLASS (self)->get_line (self) : NULL;
}

gboolean
mc_editor_is_alone (McEditor *self)
{
  g_return_val_if_fail (MC_IS_EDITOR (self), FALSE);

  return get_private (self)->alone;
}

void
mc_editor_edited (McEditor *self, const char *typed)
{
  g_return_if_fail (MC_IS_EDITOR (self));

  if (!get_private (self)->showing)
    g_signal_emit (self, signals[SIGNAL_EDITED], 0, typed);
}

void
mc_editor_addressed (McEditor *self, const char *text, const char *street, const char *commune,
                     const char *province)
{
  g_return_if_fail (MC_IS_EDITOR (self));

  if (!get_private (self)->showing)
    g_signal_emit (self, signals[SIGNAL_ADDRESSED], 0, text, street, commune, province);
}

void
mc_editor_ask_for_keyboard (McEditor *self, GtkEditable *line)
{
  g_return_if_fail (MC_IS_EDITOR (self));

  g_signal_emit (self, signals[SIGNAL_WANTS_KEYBOARD], 0, line);
}

void
mc_editor_look_at (McEditor *self, GtkWidget *part)
{
  g_return_if_fail (MC_IS_EDITOR (self));

  g_signal_emit (self, signals[SIGNAL_LOOK_AT], 0, part);
}

/* controller: of the line. */
static void
on_line_wanted (McEditor *self, GtkEventController *controller)
{
  mc_editor_ask_for_keyboard (self, GTK_EDITABLE (gtk_event_controller_get_widget (controller)));
}

static void
on_line_pressed (McEditor *self, int n_press, double x, double y, GtkEventController *controller)
{
  on_line_wanted (self, controller);
}

static void
on_line_activated (McEditor *self)
{
  if (!mc_editor_is_alone (self))
    g_signal_emit (self, signals[SIGNAL_FINISHED], 0);
}

void
mc_editor_adopt_line (McEditor *self, GtkEditable *line)
{
  g_return_if_fail (MC_IS_EDITOR (self));
  g_return_if_fail (GTK_IS_EDITABLE (line));

  GtkEventController *press = GTK_EVENT_CONTROLLER (gtk_gesture_click_new ());
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_event_controller_set_propagation_phase (press, GTK_PHASE_CAPTURE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (on_line_pressed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (line), press);
  g_signal_connect_object (focus, "enter", G_CALLBACK (on_line_wanted), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (line), focus);
  g_signal_connect_object (line, "activate", G_CALLBACK (on_line_activated), self,
                           G_CONNECT_SWAPPED);
}

void
mc_editor_set_alone (McEditor *self, gboolean alone)
{
  g_return_if_fail (MC_IS_EDITOR (self));

  if (get_private (self)->alone == alone)
    return;
  get_private (self)->alone = alone;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ALONE]);
}
