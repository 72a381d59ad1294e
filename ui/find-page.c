// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/find-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/domain/text.h"
#include "ui/button.h"
#include "ui/card-grid.h"
#include "ui/entry.h"
#include "ui/guard.h"
#include "ui/keyboard.h"

/* What can be read through; who sees nothing fitting among them writes another word. */
#define MAX_HITS 8
#define MAX_OF_GROUP 40

#define CODE_KEY "mc-code"
#define GROUP_KEY "mc-group"

/* What is shown while nothing is written. */
typedef enum {
  VIEW_FAVOURITES,
  VIEW_GROUPS,
  VIEW_GROUP, /* one of them, opened */
} View;

/**
 * McFindPage: what the person came for: the favourites; the groups, and one of them opened; or what
 * was found for the words written, with a question where they mean several things.
 */
struct _McFindPage {
  McScreen parent_instance;

  GtkEditable *entry;
  GtkBox *results;
  McButton *other;
  McKeyboard *keyboard;

  View view;
  const McSearchGroup *group; /* of VIEW_GROUP */
  char *shown;                /* (nullable): what was found and is shown, see dup_key () */
  McGuard guard;              /* a group's second tap must not choose what it opened */
};

G_DEFINE_FINAL_TYPE (McFindPage, mc_find_page, MC_TYPE_SCREEN)

static McCatalogue *
get_catalogue (McFindPage *self)
{
  return mc_session_get_catalogue (mc_screen_get_session (MC_SCREEN (self)));
}

static McSearch *
get_search (McFindPage *self)
{
  return mc_catalogue_get_search (get_catalogue (self));
}

static McPartialDate
get_today (McFindPage *self)
{
  McSession *session = mc_screen_get_session (MC_SCREEN (self));
  g_autoptr (GDateTime) now = mc_clock_local_time (mc_session_get_now_ms (session));

  return (McPartialDate){ g_date_time_get_year (now), g_date_time_get_month (now),
                          g_date_time_get_day_of_month (now) };
}

/* (nullable): what can be chosen today. */
static McProcedure *
find_procedure (McFindPage *self, const char *code)
{
  const McPartialDate today = get_today (self);

  return mc_catalogue_find_on (get_catalogue (self), code, &today);
}

/* --- cards --- */

static void
on_card_clicked (McFindPage *self, GtkWidget *card)
{
  if (mc_guard_is_open (&self->guard))
    gtk_widget_activate_action (card, "visit.choose-procedure", "s",
                                g_object_get_data (G_OBJECT (card), CODE_KEY));
}

static GtkWidget *
new_card (McFindPage *self, const char *text, const char *note, const char *code)
{
  GtkWidget *card = mc_button_new (text, NULL);

  g_object_set (card, "note", note, "icon-after", "forward", "wide", TRUE, NULL);
  gtk_widget_add_css_class (card, "card");
  g_object_set_data_full (G_OBJECT (card), CODE_KEY, g_strdup (code), g_free);
  g_signal_connect_object (card, "clicked", G_CALLBACK (on_card_clicked), self, G_CONNECT_SWAPPED);
  return card;
}

/* Whether a name of the procedure has these words in it. */
static gboolean
says (McProcedure *procedure, const char *words)
{
  g_autofree char *key = mc_text_search_key (words);
  g_autofree char *name = mc_text_search_key (mc_procedure_get_name (procedure));
  g_autofree char *folk = mc_text_search_key (mc_procedure_get_folk_name (procedure));

  return strstr (name, key) || strstr (folk, key);
}

/* (transfer full): under what citizens call it: its official name, the words that found it if
 * neither says them, and that it is done elsewhere. */
static char *
dup_note (McProcedure *procedure, const McSearchHit *hit)
{
  const McForward *forward = mc_procedure_get_forward (procedure);
  GString *note = g_string_new (mc_procedure_get_name (procedure));

  if (hit && hit->by == MC_SEARCH_BY_WORDS && !says (procedure, hit->phrase)) {
    g_string_append_c (note, '\n');
    g_string_append_printf (note, _ ("Còn gọi là: %s"), hit->phrase);
  }
  if (forward) {
    g_string_append_c (note, '\n');
    g_string_append_printf (note, _ ("Làm ở nơi khác: %s"), forward->where);
  }
  return g_string_free (note, FALSE);
}

static GtkWidget *
new_procedure_card (McFindPage *self, McProcedure *procedure, const McSearchHit *hit)
{
  g_autofree char *note = dup_note (procedure, hit);

  return new_card (self, mc_procedure_get_folk_name (procedure), note,
                   mc_procedure_get_code (procedure));
}

static void
add_section (McFindPage *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "section");
  gtk_box_append (self->results, label);
}

/* --- before anything is written --- */

static void
show_favourites (McFindPage *self)
{
  GPtrArray *codes = mc_search_get_favourites (get_search (self));
  GtkWidget *grid = mc_card_grid_new ();

  for (guint i = 0; i < codes->len; i++) {
    McProcedure *procedure = find_procedure (self, g_ptr_array_index (codes, i));

    if (procedure)
      mc_card_grid_append (MC_CARD_GRID (grid),
                           new_card (self, mc_procedure_get_folk_name (procedure), NULL,
                                     mc_procedure_get_code (procedure)));
  }
  add_section (self, _ ("Việc nhiều người làm"));
  gtk_box_append (self->results, grid);
}

static gboolean
is_in_group (McFindPage *self, McProcedure *procedure, const McSearchGroup *group)
{
  const char *area = mc_procedure_get_area (procedure);
  GPtrArray *groups = mc_search_get_groups (get_search (self));

  if (group->fields->len > 0)
    return g_ptr_array_find_with_equal_func (group->fields, area, g_str_equal, NULL);

  /* All the others. */
  for (guint i = 0; i < groups->len; i++) {
    const McSearchGroup *other = g_ptr_array_index (groups, i);

    if (g_ptr_array_find_with_equal_func (other->fields, area, g_str_equal, NULL))
      return FALSE;
  }
  return TRUE;
}

/* (transfer container) */
static GPtrArray *
list_group (McFindPage *self, const McSearchGroup *group)
{
  const McPartialDate today = get_today (self);
  GPtrArray *list = mc_catalogue_list_on (get_catalogue (self), &today);

  for (guint i = list->len; i > 0; i--) {
    if (!is_in_group (self, g_ptr_array_index (list, i - 1), group))
      g_ptr_array_remove_index (list, i - 1);
  }
  return list;
}

static void show (McFindPage *self);

static void
open_view (McFindPage *self, View view, const McSearchGroup *group)
{
  mc_guard_close (&self->guard);
  self->view = view;
  self->group = group;
  gtk_editable_set_text (self->entry, "");
  mc_screen_set_keyboard_visible (MC_SCREEN (self), FALSE);
  show (self);
  gtk_widget_child_focus (GTK_WIDGET (self->results), GTK_DIR_TAB_FORWARD);
}

static void
on_group_clicked (McFindPage *self, GtkWidget *card)
{
  if (mc_guard_is_open (&self->guard))
    open_view (self, VIEW_GROUP, g_object_get_data (G_OBJECT (card), GROUP_KEY));
}

static gboolean
has_words (McFindPage *self)
{
  return gtk_editable_get_text (self->entry)[0] != '\0';
}

/* From the favourites and from what was found to the groups, from the groups to the favourites. */
static void
on_other_clicked (McFindPage *self)
{
  if (mc_guard_is_open (&self->guard))
    open_view (self, has_words (self) || self->view != VIEW_GROUPS ? VIEW_GROUPS : VIEW_FAVOURITES,
               NULL);
}

static void
show_groups (McFindPage *self)
{
  GPtrArray *groups = mc_search_get_groups (get_search (self));
  GtkWidget *grid = mc_card_grid_new ();

  for (guint i = 0; i < groups->len; i++) {
    McSearchGroup *group = g_ptr_array_index (groups, i);
    g_autoptr (GPtrArray) list = list_group (self, group);
    GtkWidget *card;

    if (list->len == 0)
      continue;
    card = mc_button_new (group->label, NULL);
    g_object_set (card, "note", group->note, "icon-after", "forward", "wide", TRUE, NULL);
    gtk_widget_add_css_class (card, "card");
    g_object_set_data (G_OBJECT (card), GROUP_KEY, group);
    g_signal_connect_object (card, "clicked", G_CALLBACK (on_group_clicked), self,
                             G_CONNECT_SWAPPED);
    mc_card_grid_append (MC_CARD_GRID (grid), card);
  }
  add_section (self, _ ("Tìm theo loại việc"));
  gtk_box_append (self->results, grid);
}

static void
show_group (McFindPage *self)
{
  g_autoptr (GPtrArray) list = list_group (self, self->group);

  add_section (self, self->group->label);
  for (guint i = 0; i < MIN (list->len, MAX_OF_GROUP); i++)
    gtk_box_append (self->results, new_procedure_card (self, g_ptr_array_index (list, i), NULL));
  if (list->len > MAX_OF_GROUP)
    add_section (self, _ ("Còn nhiều việc khác. Ông/bà viết tên việc vào ô ở trên để tìm."));
}

/* --- what was found --- */

static gboolean
is_choice (const McSearchQuestion *question, const char *code)
{
  for (guint i = 0; question && i < question->choices->len; i++) {
    const McSearchChoice *choice = g_ptr_array_index (question->choices, i);

    if (g_str_equal (choice->code, code))
      return TRUE;
  }
  return FALSE;
}

static void
show_question (McFindPage *self, const McSearchQuestion *question)
{
  add_section (self, question->question);
  for (guint i = 0; i < question->choices->len; i++) {
    const McSearchChoice *choice = g_ptr_array_index (question->choices, i);

    if (find_procedure (self, choice->code))
      gtk_box_append (self->results, new_card (self, choice->label, choice->note, choice->code));
  }
}

static void
show_hits (McFindPage *self, const McSearchAnswer *answer)
{
  guint n = 0;

  for (guint i = 0; i < answer->hits->len; i++) {
    const McSearchHit *hit = &g_array_index (answer->hits, McSearchHit, i);
    McProcedure *procedure = find_procedure (self, hit->code);

    if (!procedure || is_choice (answer->question, hit->code))
      continue;
    if (n++ == 0 && answer->question)
      add_section (self, _ ("Hoặc một việc khác"));
    gtk_box_append (self->results, new_procedure_card (self, procedure, hit));
  }
}

static void
show_answer (McFindPage *self, const McSearchAnswer *answer)
{
  g_autofree char *said = NULL;

  if (answer->hits->len == 0)
    said = g_strdup (_ ("Chưa tìm thấy việc này. Thử viết cách khác, hoặc gọi cán bộ giúp."));
  else if (answer->is_guess)
    said = g_strdup (_ ("Máy không có việc nói đúng như vậy. Dưới đây là việc gần giống; nếu không "
                        "phải, xin hỏi cán bộ."));
  else if (answer->understood && !answer->question)
    said = g_strdup_printf (_ ("Tìm theo chữ: %s"), answer->understood);
  else if (!answer->question)
    said = g_strdup (_ ("Ông/bà chọn việc cần làm"));
  if (said)
    add_section (self, said);
  if (answer->question)
    show_question (self, answer->question);
  show_hits (self, answer);
}

/* (transfer full): tells answers apart that look different. */
static char *
dup_key (const McSearchAnswer *answer)
{
  GString *key = g_string_new (answer->question ? answer->question->question : "");

  g_string_append_printf (key, "\n%d %s", answer->is_guess,
                          answer->understood ? answer->understood : "");
  for (guint i = 0; i < answer->hits->len; i++) {
    const McSearchHit *hit = &g_array_index (answer->hits, McSearchHit, i);

    g_string_append_printf (key, "\n%s %s", hit->code, hit->phrase);
  }
  return g_string_free (key, FALSE);
}

/* --- the page --- */

static void
clear (McFindPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->results))))
    gtk_box_remove (self->results, child);
  g_clear_pointer (&self->shown, g_free);
}

/* Most keystrokes find what is there already. */
static void
show_found (McFindPage *self)
{
  g_autoptr (McSearchAnswer) answer = mc_search_find (
      get_search (self), gtk_editable_get_text (self->entry), MAX_HITS);
  g_autofree char *key = dup_key (answer);

  if (g_strcmp0 (key, self->shown) == 0)
    return;

  clear (self);
  self->shown = g_steal_pointer (&key);
  show_answer (self, answer);
  /* What was found needs the room. */
  gtk_widget_set_visible (GTK_WIDGET (self->other), answer->hits->len == 0);
  mc_screen_reset (MC_SCREEN (self));
}

static void
show_view (McFindPage *self)
{
  clear (self);
  if (self->view == VIEW_FAVOURITES)
    show_favourites (self);
  else if (self->view == VIEW_GROUPS)
    show_groups (self);
  else
    show_group (self);
  gtk_widget_set_visible (GTK_WIDGET (self->other), TRUE);
  mc_screen_reset (MC_SCREEN (self));
}

static void
show (McFindPage *self)
{
  const gboolean asked = has_words (self);

  mc_button_set_text (self->other, asked || self->view == VIEW_FAVOURITES ? _ ("Tìm theo loại việc")
                                   : self->view == VIEW_GROUPS ? _ ("Việc nhiều người làm")
                                                               : _ ("Các loại việc khác"));
  if (asked)
    show_found (self);
  else
    show_view (self);
}

static void
on_entry_changed (McFindPage *self)
{
  show (self);
}

/* Enter: to what was found. */
static void
on_entry_activated (McFindPage *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->results), GTK_DIR_TAB_FORWARD);
}

static void
on_entry_pressed (McFindPage *self)
{
  mc_screen_set_keyboard_visible (MC_SCREEN (self), TRUE);
}

static void
on_keyboard_done (McFindPage *self)
{
  mc_screen_set_keyboard_visible (MC_SCREEN (self), FALSE);
}

static void
mc_find_page_enter (McScreen *screen)
{
  McFindPage *self = MC_FIND_PAGE (screen);

  self->view = VIEW_FAVOURITES;
  gtk_editable_set_text (self->entry, "");
  mc_screen_set_keyboard_visible (screen, FALSE);
  show (self);
}

static void
mc_find_page_leave (McScreen *screen)
{
  McFindPage *self = MC_FIND_PAGE (screen);

  gtk_editable_set_text (self->entry, "");
  clear (self);
}

static GVariant *
mc_find_page_dup_written (McScreen *screen)
{
  return g_variant_new_string (gtk_editable_get_text (MC_FIND_PAGE (screen)->entry));
}

static void
mc_find_page_write_again (McScreen *screen, GVariant *written)
{
  GtkEditable *entry = MC_FIND_PAGE (screen)->entry;

  gtk_editable_set_text (entry, g_variant_get_string (written, NULL));
  gtk_editable_set_position (entry, -1);
}

static void
mc_find_page_finalize (GObject *object)
{
  g_free (MC_FIND_PAGE (object)->shown);
  G_OBJECT_CLASS (mc_find_page_parent_class)->finalize (object);
}

static void
mc_find_page_class_init (McFindPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mc_find_page_finalize;
  MC_SCREEN_CLASS (klass)->enter = mc_find_page_enter;
  MC_SCREEN_CLASS (klass)->leave = mc_find_page_leave;
  MC_SCREEN_CLASS (klass)->dup_written = mc_find_page_dup_written;
  MC_SCREEN_CLASS (klass)->write_again = mc_find_page_write_again;
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/find-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McFindPage, entry);
  gtk_widget_class_bind_template_child (widget_class, McFindPage, results);
  gtk_widget_class_bind_template_child (widget_class, McFindPage, other);
  gtk_widget_class_bind_template_child (widget_class, McFindPage, keyboard);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_other_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_keyboard_done);
}

static void
mc_find_page_init (McFindPage *self)
{
  g_type_ensure (MC_TYPE_ENTRY);
  g_type_ensure (MC_TYPE_KEYBOARD);
  mc_guard_init (&self->guard, NULL, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  mc_keyboard_set_target (self->keyboard, self->entry);
}
