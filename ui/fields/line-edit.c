// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/line-edit.h"

#include <glib/gi18n.h>

#include "app/domain/id-card.h"
#include "app/domain/secret.h"
#include "ui/fields/line.h"

/* Longer than this does not fit on the line: it is read back below. */
#define READ_BACK_FROM 26

struct _McLineEdit {
  McEditor parent_instance;

  GtkEntry *line;
  GtkLabel *read_back;
};

G_DEFINE_FINAL_TYPE (McLineEdit, mc_line_edit, MC_TYPE_EDITOR)

/* How each kind of field is written. */
typedef struct {
  McKeyboardLayout layout;
  const char *placeholder;
} LineKind;

static const LineKind kinds[MC_FIELD_N_TYPES] = {
  [MC_FIELD_NAME] = { MC_KEYBOARD_TEXT, N_ ("Họ và tên") },
  [MC_FIELD_NAME_UPPER] = { MC_KEYBOARD_TEXT, N_ ("Họ và tên") },
  [MC_FIELD_TEXT] = { MC_KEYBOARD_TEXT, N_ ("Viết ở đây") },
  [MC_FIELD_ID12] = { MC_KEYBOARD_NUMBER, N_ ("12 chữ số") },
  [MC_FIELD_DATE] = { MC_KEYBOARD_DATE, N_ ("ngày/tháng/năm") },
  [MC_FIELD_DATE_PARTIAL] = { MC_KEYBOARD_DATE, N_ ("ngày/tháng/năm") },
  [MC_FIELD_ADDRESS] = { MC_KEYBOARD_TEXT, N_ ("Số nhà, xã/phường, tỉnh") },
  [MC_FIELD_NATION] = { MC_KEYBOARD_TEXT, N_ ("Viết ở đây") },
  [MC_FIELD_PHONE] = { MC_KEYBOARD_NUMBER, N_ ("10 chữ số") },
  [MC_FIELD_TIME] = { MC_KEYBOARD_NUMBER, N_ ("giờ:phút") },
  [MC_FIELD_EMAIL] = { MC_KEYBOARD_EMAIL, N_ ("ten@vidu.vn") },
};

static gboolean
is_number (const McField *field)
{
  return kinds[field->type].layout == MC_KEYBOARD_NUMBER
         || kinds[field->type].layout == MC_KEYBOARD_DATE;
}

static gboolean
is_name (const McField *field)
{
  return field->type == MC_FIELD_NAME || field->type == MC_FIELD_NAME_UPPER;
}

/* (transfer full) (nullable): "20:30" is "8 giờ 30 phút tối": mornings and evenings are mixed up
 * more easily in digits. */
static char *
time_in_words (const McField *field, const char *text)
{
  static const struct {
    int before; /* hour */
    const char *name;
  } parts[] = {
    { 1, N_ ("đêm") },    { 11, N_ ("sáng") }, { 13, N_ ("trưa") },
    { 18, N_ ("chiều") }, { 22, N_ ("tối") },  { 24, N_ ("đêm") },
  };
  g_auto (McSecret) time = mc_field_canonical (field, text);
  const McPartialDate any_day = { 0 };
  int hour, minute;

  if (mc_field_check (field, time, &any_day) != MC_FAULT_NONE
      || sscanf (time, "%2d:%2d", &hour, &minute) != 2)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (hour < parts[i].before)
      return g_strdup_printf (_ ("%d giờ %02d phút %s"), hour > 12 ? hour - 12 : hour, minute,
                              _ (parts[i].name));
  }
  return NULL;
}

/* (transfer full) (nullable): digits in threes as people read them aloud, long texts in full. */
static char *
read_back_text (const McField *field, const char *text)
{
  if (field->type == MC_FIELD_ID12 && mc_id_number_is_valid (text))
    return mc_id_number_group (text);
  if (field->type == MC_FIELD_TIME)
    return time_in_words (field, text);
  if (!is_number (field) && g_utf8_strlen (text, -1) >= READ_BACK_FROM)
    return g_strdup (text);
  return NULL;
}

/* (transfer full): 2030 is 20:30, and 730, where no hour begins with 73, is 7:30. */
static char *
format_time (const char *text)
{
  GString *digits = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++) {
    if (g_ascii_isdigit (*p) && digits->len < 4)
      g_string_append_c (digits, *p);
  }
  if (digits->len > 2)
    g_string_insert_c (digits, memcmp (digits->str, "23", 2) > 0 ? 1 : 2, ':');
  return g_string_free (digits, FALSE);
}

static void
on_changed (McLineEdit *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->line));
  g_auto (McSecret) read_back = read_back_text (mc_editor_get_field (MC_EDITOR (self)), text);
  g_auto (McSecret) shown = read_back ? g_strdup_printf (_ ("Đọc lại: %s"), read_back) : NULL;

  gtk_label_set_label (self->read_back, shown ? shown : "");
  gtk_widget_set_visible (GTK_WIDGET (self->read_back), shown != NULL);
  mc_editor_edited (MC_EDITOR (self), text);
}

static void
mc_line_edit_set_value (McEditor *editor, const char *value)
{
  McLineEdit *self = MC_LINE_EDIT (editor);
  g_auto (McSecret) shown = value ? mc_field_display (mc_editor_get_field (editor), value) : NULL;

  gtk_editable_set_text (GTK_EDITABLE (self->line), shown ? shown : "");
  gtk_editable_set_position (GTK_EDITABLE (self->line), -1);
}

static GtkEditable *
mc_line_edit_get_line (McEditor *editor)
{
  return GTK_EDITABLE (MC_LINE_EDIT (editor)->line);
}

static void
mc_line_edit_constructed (GObject *object)
{
  McLineEdit *self = MC_LINE_EDIT (object);
  const McField *field = mc_editor_get_field (MC_EDITOR (self));
  const LineKind *kind = &kinds[field->type];
  GtkWidget *line = mc_line_new (kind->layout, field->label, _ (kind->placeholder));
  GtkWidget *read_back = mc_line_label_new ("", "read-back");

  G_OBJECT_CLASS (mc_line_edit_parent_class)->constructed (object);
  self->line = GTK_ENTRY (line);
  self->read_back = GTK_LABEL (read_back);
  mc_entry_set_auto_capitals (MC_ENTRY (line), is_name (field));
  if (field->type == MC_FIELD_TIME)
    mc_line_set_format (self->line, format_time);
  if (!is_number (field) && field->max_length > 0)
    gtk_entry_set_max_length (self->line, MIN (field->max_length, G_MAXUINT16));
  gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_REQUIRED,
                                  field->required, -1);
  gtk_widget_set_visible (read_back, FALSE);
  if (is_number (field) && field->type != MC_FIELD_TIME)
    gtk_widget_add_css_class (read_back, "code");
  mc_editor_adopt_line (MC_EDITOR (self), GTK_EDITABLE (line));
  g_signal_connect_object (line, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (line, GTK_WIDGET (self));
  gtk_widget_set_parent (read_back, GTK_WIDGET (self));
}

static void
mc_line_edit_class_init (McLineEditClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = mc_line_edit_constructed;
  MC_EDITOR_CLASS (klass)->set_value = mc_line_edit_set_value;
  MC_EDITOR_CLASS (klass)->get_line = mc_line_edit_get_line;
}

static void
mc_line_edit_init (McLineEdit *self)
{
}
