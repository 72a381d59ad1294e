// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screen.h"

#include "ui/keyboard.h"
#include "ui/pager.h"
#include "ui/placing.h"
#include "ui/spoken-lines.h"
#include "ui/reach-layout.h"

/* Of twelve columns on a wide screen, those of the question. */
#define COLUMNS 12
#define LEAD_COLUMNS 5
/* Beside the keyboard of a low screen, which needs the width. */
#define LOW_LEAD_COLUMNS 4
/* Beside a pad of figures, which does not. */
#define PAD_LEAD_COLUMNS 8
/* Of large letters beside a picture. */
#define LARGE_LEAD_COLUMNS 6

typedef struct {
  McSession *session;
  McScreenShape shape;
  gboolean keyboard_visible;
  gboolean keep_columns;

  GtkWidget *upper; /* above what hands reach: the heading, in reach mode */
  GtkWidget *lower; /* all else */
  GtkWidget *body;  /* GtkGrid */
  GtkWidget *left;  /* McPager */
  GtkWidget *right; /* McPager */
  GtkWidget *flow;  /* what the left pager shows: lead, and content unless it is right */
  GtkWidget *side;  /* what the right pager shows */
  GtkWidget *title;
  GtkWidget *hint;
  GtkWidget *heading; /* title and hint */
  GtkWidget *lead;
  GtkWidget *content;
  GtkWidget *foot;  /* always in view: above the buttons, or under the question */
  GtkWidget *aside; /* the last of it: gives way to the keyboard where there is no room */
  GtkWidget *actions;
  GtkWidget *keyboard; /* holds the keyboard, below or at the right */
} McScreenPrivate;

static void mc_screen_buildable_init (GtkBuildableIface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (McScreen, mc_screen, GTK_TYPE_WIDGET,
                                  G_ADD_PRIVATE (McScreen)
                                      G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                             mc_screen_buildable_init))

enum { PROP_SESSION = 1, PROP_TITLE, PROP_HINT, PROP_KEEP_COLUMNS, N_PROPS };

static GParamSpec *props[N_PROPS];
static GtkBuildableIface *parent_buildable;

static void
set_class (GtkWidget *widget, const char *css_class, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

static gboolean
has_pad (McScreenPrivate *priv)
{
  GtkWidget *keyboard = gtk_widget_get_first_child (priv->keyboard);

  return priv->keyboard_visible && keyboard && mc_keyboard_is_pad (MC_KEYBOARD (keyboard));
}

static int
lead_columns (McScreenPrivate *priv)
{
  if (has_pad (priv))
    return PAD_LEAD_COLUMNS;
  if (priv->keyboard_visible)
    return priv->shape.low ? LOW_LEAD_COLUMNS : LEAD_COLUMNS;
  return priv->shape.large_text && priv->shape.reach == 0 ? LARGE_LEAD_COLUMNS : LEAD_COLUMNS;
}

/* Where height is scarce the keyboard stands beside the buttons, too. */
static void
arrange_keyboard (McScreen *self)
{
  McScreenPrivate *priv = mc_screen_get_instance_private (self);
  const McScreenShape *shape = &priv->shape;
  GtkWidget *keyboard = gtk_widget_get_first_child (priv->keyboard);
  const gboolean beside = shape->landscape && priv->keyboard_visible;
  const gboolean beside_actions = beside && (shape->low || shape->reach > 0);
  const int lead = lead_columns (priv);

  gtk_widget_set_visible (priv->keyboard, priv->keyboard_visible);
  gtk_widget_set_vexpand (priv->keyboard, shape->landscape);
  if (beside_actions)
    mc_place_in_grid (GTK_GRID (priv->body), priv->actions, (GdkRectangle){ 0, 1, lead, 1 });
  else
    mc_place_in_box_or_after (priv->actions, NULL, priv->lower, priv->body);
  if (beside)
    mc_place_in_grid (GTK_GRID (priv->body), priv->keyboard,
                      (GdkRectangle){ lead, 0, COLUMNS - lead, beside_actions ? 2 : 1 });
  else
    mc_place_in_box_or_after (priv->keyboard, NULL, priv->lower, priv->actions);
  if (keyboard)
    set_class (keyboard, "card", shape->landscape);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (priv->actions), beside_actions && !has_pad (priv)
                                                                          && shape->large_text
                                                                          && !shape->low
                                                                      ? GTK_ORIENTATION_VERTICAL
                                                                      : GTK_ORIENTATION_HORIZONTAL);
}

/* What has come back from another place came last. */
static void
order_flow (McScreenPrivate *priv)
{
  GtkWidget *const parts[] = { priv->content, priv->hint, priv->foot };
  GtkWidget *last = priv->lead;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (gtk_widget_get_parent (parts[i]) != priv->flow)
      continue;
    gtk_box_reorder_child_after (GTK_BOX (priv->flow), parts[i], last);
    last = parts[i];
  }
}

/* Moves the parts to where they belong. Never called during an allocation. */
static void
arrange (McScreen *self)
{
  McScreenPrivate *priv = mc_screen_get_instance_private (self);
  const McScreenShape *shape = &priv->shape;
  const gboolean keyboard = priv->keyboard_visible;
  /* Large letters want long lines more than they want two columns. */
  const gboolean content_right = shape->landscape && !keyboard
                                 && (!shape->large_text || priv->keep_columns);
  const gboolean two_columns = content_right || (shape->landscape && keyboard);
  const int lead = lead_columns (priv);
  const gboolean above = shape->reach > 0 && shape->heading_above;

  mc_place_in_box (priv->content, content_right ? priv->side : priv->flow);
  mc_place_in_box (priv->heading, above ? priv->upper : priv->lead);
  if (!above)
    gtk_box_reorder_child_after (GTK_BOX (priv->lead), priv->heading, NULL);
  /* Question and answer must be seen together; the hint can wait for "Xem thêm". */
  mc_place_in_box (priv->hint, shape->large_text || (shape->low && keyboard && shape->landscape)
                                   ? priv->flow
                                   : priv->heading);
  gtk_widget_set_visible (priv->right, content_right);
  mc_place_in_grid (GTK_GRID (priv->body), priv->left,
                    (GdkRectangle){ 0, 0, two_columns ? lead : COLUMNS, 1 });
  if (content_right)
    mc_place_in_grid (GTK_GRID (priv->body), priv->right,
                      (GdkRectangle){ lead, 0, COLUMNS - lead, 1 });
  gtk_widget_set_visible (priv->aside, !keyboard || (!shape->landscape && shape->reach == 0));
  mc_place_in_box_or_after (priv->foot, content_right || shape->large_text ? priv->flow : NULL,
                            priv->lower, priv->body);
  gtk_box_reorder_child_after (GTK_BOX (priv->lower), priv->body, NULL);
  order_flow (priv);
  arrange_keyboard (self);
  mc_reach_layout_set_limit (MC_REACH_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                             shape->reach);
  set_class (GTK_WIDGET (self), "landscape", shape->landscape);
  set_class (GTK_WIDGET (self), "typing", keyboard);
  if (MC_SCREEN_GET_CLASS (self)->fit)
    MC_SCREEN_GET_CLASS (self)->fit (self, shape);
}

static void
set_label (GtkWidget *label, const char *text)
{
  gtk_label_set_label (GTK_LABEL (label), text ? text : "");
  gtk_widget_set_visible (label, text && text[0] != '\0');
}

static void
mc_screen_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  McScreenPrivate *priv = mc_screen_get_instance_private (MC_SCREEN (object));

  switch (id) {
  case PROP_SESSION:
    priv->session = g_value_dup_object (value);
    break;
  case PROP_TITLE:
    mc_screen_set_title (MC_SCREEN (object), g_value_get_string (value));
    break;
  case PROP_HINT:
    mc_screen_set_hint (MC_SCREEN (object), g_value_get_string (value));
    break;
  case PROP_KEEP_COLUMNS:
    priv->keep_columns = g_value_get_boolean (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
mc_screen_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  McScreenPrivate *priv = mc_screen_get_instance_private (MC_SCREEN (object));

  switch (id) {
  case PROP_SESSION:
    g_value_set_object (value, priv->session);
    break;
  case PROP_TITLE:
    g_value_set_string (value, gtk_label_get_label (GTK_LABEL (priv->title)));
    break;
  case PROP_HINT:
    g_value_set_string (value, gtk_label_get_label (GTK_LABEL (priv->hint)));
    break;
  case PROP_KEEP_COLUMNS:
    g_value_set_boolean (value, priv->keep_columns);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

/* Nobody types what they cannot see: the page turns back to the line that the keys are for. */
static void
on_key (McScreen *self, const char *words, McKeyboard *keyboard)
{
  GtkWidget *line = GTK_WIDGET (mc_keyboard_get_target (keyboard));
  GtkWidget *pager = line ? gtk_widget_get_ancestor (line, MC_TYPE_PAGER) : NULL;
  graphene_rect_t bounds;

  if (!pager || !gtk_widget_compute_bounds (line, pager, &bounds))
    return;

  /* A line is never cut: its middle says where it is. */
  const float middle = bounds.origin.y + bounds.size.height / 2;
  if (middle < 0 || middle > (float) gtk_widget_get_height (pager))
    mc_screen_reveal (self, line);
}

static void
take_keyboard (McScreen *self, GtkWidget *keyboard)
{
  McScreenPrivate *priv = mc_screen_get_instance_private (self);

  gtk_box_append (GTK_BOX (priv->keyboard), keyboard);
  g_signal_connect_object (keyboard, "echo", G_CALLBACK (on_key), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keyboard, "relaid", G_CALLBACK (arrange), self, G_CONNECT_SWAPPED);
}

static void
add_to_foot (McScreenPrivate *priv, GtkWidget *child)
{
  gtk_box_insert_child_after (GTK_BOX (priv->foot), child,
                              gtk_widget_get_prev_sibling (priv->aside));
  gtk_widget_set_visible (priv->foot, TRUE);
}

static void
add_aside (McScreenPrivate *priv, GtkWidget *child)
{
  gtk_box_append (GTK_BOX (priv->aside), child);
  gtk_widget_set_visible (priv->foot, TRUE);
}

static void
mc_screen_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  McScreenPrivate *priv = mc_screen_get_instance_private (MC_SCREEN (buildable));

  /* The base template's own children come first and belong to the widget itself. */
  if (!GTK_IS_WIDGET (child) || !priv->body)
    parent_buildable->add_child (buildable, builder, child, type);
  else if (g_strcmp0 (type, "lead") == 0)
    gtk_box_append (GTK_BOX (priv->lead), GTK_WIDGET (child));
  else if (g_strcmp0 (type, "foot") == 0)
    add_to_foot (priv, GTK_WIDGET (child));
  else if (g_strcmp0 (type, "aside") == 0)
    add_aside (priv, GTK_WIDGET (child));
  else if (g_strcmp0 (type, "action") == 0)
    gtk_box_append (GTK_BOX (priv->actions), GTK_WIDGET (child));
  else if (g_strcmp0 (type, "keyboard") == 0)
    take_keyboard (MC_SCREEN (buildable), GTK_WIDGET (child));
  else
    gtk_box_append (GTK_BOX (priv->content), GTK_WIDGET (child));
}

static void
mc_screen_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = mc_screen_add_child;
}

/* Not before: the keyboard comes with the derived template. */
static void
mc_screen_constructed (GObject *object)
{
  G_OBJECT_CLASS (mc_screen_parent_class)->constructed (object);
  arrange (MC_SCREEN (object));
}

static void
mc_screen_dispose (GObject *object)
{
  McScreenPrivate *priv = mc_screen_get_instance_private (MC_SCREEN (object));
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  g_clear_object (&priv->session);
  G_OBJECT_CLASS (mc_screen_parent_class)->dispose (object);
}

static gboolean
on_escape (GtkWidget *widget, GVariant *parameter, gpointer user_data)
{
  McScreenPrivate *priv = mc_screen_get_instance_private (MC_SCREEN (widget));

  if (!priv->keyboard_visible)
    return FALSE;
  g_signal_emit_by_name (gtk_widget_get_first_child (priv->keyboard), "done");
  return TRUE;
}

static void
mc_screen_class_init (McScreenClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->set_property = mc_screen_set_property;
  object_class->get_property = mc_screen_get_property;
  object_class->constructed = mc_screen_constructed;
  object_class->dispose = mc_screen_dispose;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, MC_TYPE_SESSION,
                                             flags | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_HINT] = g_param_spec_string ("hint", NULL, NULL, NULL, flags);
  props[PROP_KEEP_COLUMNS] = g_param_spec_boolean ("keep-columns", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, MC_TYPE_REACH_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "screen");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
new_box (GtkOrientation orientation, const char *css_class)
{
  GtkWidget *box = gtk_box_new (orientation, 0);

  gtk_widget_add_css_class (box, css_class);
  return box;
}

static GtkWidget *
new_heading (const char *css_class, GtkAccessibleRole role)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", role, "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0, "visible",
                                   FALSE, NULL);

  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
new_pager (GtkWidget *child, const char *css_class)
{
  GtkWidget *pager = mc_pager_new ();

  mc_pager_set_child (MC_PAGER (pager), child);
  gtk_widget_add_css_class (pager, css_class);
  gtk_widget_set_hexpand (pager, TRUE);
  gtk_widget_set_vexpand (pager, TRUE);
  return pager;
}

static void
mc_screen_init (McScreen *self)
{
  McScreenPrivate *priv = mc_screen_get_instance_private (self);
  GtkWidget *body = gtk_grid_new ();

  priv->upper = new_box (GTK_ORIENTATION_VERTICAL, "upper");
  priv->lower = new_box (GTK_ORIENTATION_VERTICAL, "lower");
  priv->title = new_heading ("title", GTK_ACCESSIBLE_ROLE_HEADING);
  priv->hint = new_heading ("hint", GTK_ACCESSIBLE_ROLE_LABEL);
  priv->lead = new_box (GTK_ORIENTATION_VERTICAL, "lead");
  priv->content = new_box (GTK_ORIENTATION_VERTICAL, "content");
  priv->flow = new_box (GTK_ORIENTATION_VERTICAL, "flow");
  priv->side = new_box (GTK_ORIENTATION_VERTICAL, "side");
  priv->foot = new_box (GTK_ORIENTATION_VERTICAL, "foot");
  priv->actions = new_box (GTK_ORIENTATION_HORIZONTAL, "actions");
  priv->keyboard = new_box (GTK_ORIENTATION_VERTICAL, "keyboard-place");
  priv->left = new_pager (priv->flow, "left");
  priv->right = new_pager (priv->side, "right");

  priv->aside = new_box (GTK_ORIENTATION_VERTICAL, "aside");
  gtk_box_append (GTK_BOX (priv->foot), priv->aside);
  gtk_widget_set_visible (priv->foot, FALSE);

  priv->heading = new_box (GTK_ORIENTATION_VERTICAL, "heading");
  gtk_box_append (GTK_BOX (priv->heading), priv->title);
  gtk_box_append (GTK_BOX (priv->heading), priv->hint);
  gtk_box_append (GTK_BOX (priv->lead), priv->heading);
  gtk_box_append (GTK_BOX (priv->flow), priv->lead);
  gtk_widget_set_vexpand (priv->content, TRUE);

  gtk_widget_add_css_class (body, "body");
  gtk_grid_set_column_homogeneous (GTK_GRID (body), TRUE);
  gtk_widget_set_vexpand (body, TRUE);
  gtk_grid_attach (GTK_GRID (body), priv->right, LEAD_COLUMNS, 0, COLUMNS - LEAD_COLUMNS, 1);
  gtk_box_append (GTK_BOX (priv->lower), body);
  gtk_box_append (GTK_BOX (priv->lower), priv->foot);
  gtk_box_append (GTK_BOX (priv->lower), priv->actions);
  gtk_box_append (GTK_BOX (priv->lower), priv->keyboard);
  gtk_widget_set_parent (priv->upper, GTK_WIDGET (self));
  gtk_widget_set_parent (priv->lower, GTK_WIDGET (self));
  priv->body = body;
}

McSession *
mc_screen_get_session (McScreen *self)
{
  g_return_val_if_fail (MC_IS_SCREEN (self), NULL);

  return ((McScreenPrivate *) mc_screen_get_instance_private (self))->session;
}

void
mc_screen_set_title (McScreen *self, const char *title)
{
  g_return_if_fail (MC_IS_SCREEN (self));

  McScreenPrivate *priv = mc_screen_get_instance_private (self);

  set_label (priv->title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title ? title : "", -1);
}

void
mc_screen_set_hint (McScreen *self, const char *hint)
{
  g_return_if_fail (MC_IS_SCREEN (self));

  set_label (((McScreenPrivate *) mc_screen_get_instance_private (self))->hint, hint);
}

void
mc_screen_set_spoken (McScreen *self, const char *spoken)
{
  g_return_if_fail (MC_IS_SCREEN (self));

  McScreenPrivate *priv = mc_screen_get_instance_private (self);

  mc_spoken_lines_set_text (priv->title, spoken);
  mc_spoken_lines_set_text (priv->hint, spoken ? "" : NULL);
}

void
mc_screen_enter (McScreen *self)
{
  g_return_if_fail (MC_IS_SCREEN (self));

  mc_screen_reset (self);
  if (MC_SCREEN_GET_CLASS (self)->enter)
    MC_SCREEN_GET_CLASS (self)->enter (self);
}

void
mc_screen_update (McScreen *self)
{
  g_return_if_fail (MC_IS_SCREEN (self));

  if (MC_SCREEN_GET_CLASS (self)->update)
    MC_SCREEN_GET_CLASS (self)->update (self);
}

void
mc_screen_leave (McScreen *self)
{
  g_return_if_fail (MC_IS_SCREEN (self));

  if (MC_SCREEN_GET_CLASS (self)->leave)
    MC_SCREEN_GET_CLASS (self)->leave (self);
}

GVariant *
mc_screen_dup_written (McScreen *self)
{
  g_return_val_if_fail (MC_IS_SCREEN (self), NULL);

  if (!MC_SCREEN_GET_CLASS (self)->dup_written)
    return NULL;
  return g_variant_ref_sink (MC_SCREEN_GET_CLASS (self)->dup_written (self));
}

void
mc_screen_write_again (McScreen *self, GVariant *written)
{
  g_return_if_fail (MC_IS_SCREEN (self));

  if (written && MC_SCREEN_GET_CLASS (self)->write_again)
    MC_SCREEN_GET_CLASS (self)->write_again (self, written);
}

void
mc_screen_set_shape (McScreen *self, const McScreenShape *shape)
{
  g_return_if_fail (MC_IS_SCREEN (self));

  McScreenPrivate *priv = mc_screen_get_instance_private (self);
  const McScreenShape *now = &priv->shape;

  if (now->landscape == shape->landscape && now->text_step == shape->text_step
      && now->large_text == shape->large_text && now->low == shape->low
      && now->reach == shape->reach && now->heading_above == shape->heading_above)
    return;
  priv->shape = *shape;
  arrange (self);
}

void
mc_screen_set_keyboard_visible (McScreen *self, gboolean visible)
{
  g_return_if_fail (MC_IS_SCREEN (self));

  McScreenPrivate *priv = mc_screen_get_instance_private (self);

  if (priv->keyboard_visible == visible)
    return;
  priv->keyboard_visible = visible;
  arrange (self);
}

void
mc_screen_reset (McScreen *self)
{
  g_return_if_fail (MC_IS_SCREEN (self));

  McScreenPrivate *priv = mc_screen_get_instance_private (self);

  mc_pager_reset (MC_PAGER (priv->left));
  mc_pager_reset (MC_PAGER (priv->right));
}

void
mc_screen_reveal (McScreen *self, GtkWidget *descendant)
{
  g_return_if_fail (MC_IS_SCREEN (self));

  McScreenPrivate *priv = mc_screen_get_instance_private (self);
  GtkWidget *pager = gtk_widget_is_ancestor (descendant, priv->right) ? priv->right : priv->left;

  mc_pager_reveal (MC_PAGER (pager), descendant);
}
