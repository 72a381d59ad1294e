// SPDX-License-Identifier: GPL-3.0-or-later
#include <glib/gstdio.h>

#include "tests/ui/scenes.h"
#include "ui/keyboard-key.h"

/* Every control of every page has the role and the name that tests/ui/reference/controls.txt says
 * (UPDATE_REFERENCES=1 writes it). A control without a name fails, whatever the file says. */

#define FILE_NAME "controls.txt"

static const char *
role_name (GtkAccessibleRole role)
{
  g_autoptr (GEnumClass) roles = g_type_class_ref (GTK_TYPE_ACCESSIBLE_ROLE);

  return g_enum_get_value (roles, role)->value_nick;
}

static gboolean
is_control (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_ENTRY (widget)
         || GTK_IS_TEXT_VIEW (widget);
}

/* (transfer full): the accessible name; the test interface tells it only when it is not what was
 * asked for. */
static char *
name_of (GtkWidget *widget)
{
  if (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    return NULL;
  return gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                             "no control is called this");
}

static void
describe (GtkWidget *widget, gpointer user_data)
{
  GString *text = user_data;

  /* The keyboard's keys have a test of their own. */
  if (!is_control (widget) || MC_IS_KEY (widget))
    return;

  const GtkAccessibleRole role = gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget));
  g_autofree char *name = name_of (widget);

  if (!name || name[0] == '\0') {
    g_test_message ("a %s without a name, in:\n%s", role_name (role), text->str);
    g_test_fail ();
  }
  g_string_append_printf (text, "  %s: %s\n", role_name (role), name ? name : "");
}

static void
test_roles_and_names (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "reference", FILE_NAME, NULL);
  g_autofree char *expected = NULL;

  for (guint i = 0; i < mc_n_scenes; i++) {
    g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

    mc_scene_play (&mc_scenes[i], stage);
    g_string_append_printf (text, "%s\n", mc_scenes[i].name);
    mc_stage_walk (stage->root, describe, text);
  }

  if (g_strcmp0 (g_getenv ("UPDATE_REFERENCES"), "1") == 0) {
    g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
    return;
  }
  g_assert_true (g_file_get_contents (path, &expected, NULL, NULL));
  if (!g_str_equal (expected, text->str)) {
    g_file_set_contents ("controls.actual.txt", text->str, -1, NULL);
    g_test_message ("controls differ: compare %s with controls.actual.txt", path);
    g_test_fail ();
  }
}

static void
find_dialogs (GtkWidget *widget, gpointer user_data)
{
  const GtkAccessibleRole role = gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget));

  if (role == GTK_ACCESSIBLE_ROLE_ALERT_DIALOG || role == GTK_ACCESSIBLE_ROLE_HEADING
      || role == GTK_ACCESSIBLE_ROLE_ALERT)
    *(guint64 *) user_data |= G_GUINT64_CONSTANT (1) << role;
}

/* What is no control but must be spoken: the question, what is wrong, the warning before the end.
 */
static void
test_what_must_be_spoken_has_its_role (void)
{
  static const struct {
    const char *scene;
    GtkAccessibleRole role;
  } expected[] = {
    { "question-choice", GTK_ACCESSIBLE_ROLE_HEADING },
    { "question-missing", GTK_ACCESSIBLE_ROLE_ALERT },
    { "idle-warning", GTK_ACCESSIBLE_ROLE_ALERT_DIALOG },
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });
    guint64 found = 0;

    for (guint s = 0; s < mc_n_scenes; s++) {
      if (g_str_equal (mc_scenes[s].name, expected[i].scene))
        mc_scene_play (&mc_scenes[s], stage);
    }
    mc_stage_walk (stage->root, find_dialogs, &found);
    g_assert_cmphex (found & (G_GUINT64_CONSTANT (1) << expected[i].role), !=, 0);
  }
}

int
main (int argc, char **argv)
{
  mc_stage_init (&argc, &argv);
  g_test_add_func ("/accessible/roles-and-names", test_roles_and_names);
  g_test_add_func ("/accessible/what-must-be-spoken", test_what_must_be_spoken_has_its_role);
  return g_test_run ();
}
