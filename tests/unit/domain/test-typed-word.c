// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "app/domain/typed-word.h"

/* A line of text with a caret at its end, and what is typed into it. \b deletes. */
typedef struct {
  GString *text;
  McTypedWord word;
  McComposeMethod method;
  McToneStyle style;
} Line;

static void
line_init (Line *self, McComposeMethod method, const char *text)
{
  *self = (Line){ .text = g_string_new (text), .method = method };
}

static void
line_clear (Line *self)
{
  g_string_free (self->text, TRUE);
  mc_typed_word_clear (&self->word);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Line, line_clear)

static void
line_apply (Line *self, McTypedEdit *edit)
{
  const glong length = g_utf8_strlen (self->text->str, -1);
  const char *start;

  g_assert_cmpint (edit->n_remove, <=, length);
  start = g_utf8_offset_to_pointer (self->text->str, length - edit->n_remove);
  g_string_truncate (self->text, start - self->text->str);
  g_string_append (self->text, edit->insert);
  mc_typed_edit_clear (edit);
}

static void
line_delete (Line *self)
{
  McTypedEdit edit;

  if (mc_typed_word_remove (&self->word, self->text->str, &edit)) {
    line_apply (self, &edit);
  } else if (self->text->len > 0) {
    const char *last = g_utf8_prev_char (self->text->str + self->text->len);
    g_string_truncate (self->text, last - self->text->str);
  }
}

static void
line_type (Line *self, const char *keys)
{
  for (const char *p = keys; *p != '\0'; p = g_utf8_next_char (p)) {
    McTypedEdit edit;

    if (*p == '\b') {
      line_delete (self);
      continue;
    }
    mc_typed_word_add (&self->word, self->method, self->style, self->text->str, g_utf8_get_char (p),
                       &edit);
    line_apply (self, &edit);
  }
}

typedef struct {
  McComposeMethod method;
  const char *keys;
  const char *text;
} Example;

static void
check (const Example *examples, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    g_auto (Line) line = { 0 };

    line_init (&line, examples[i].method, "");
    line_type (&line, examples[i].keys);
    if (!g_str_equal (line.text->str, examples[i].text))
      g_test_fail_printf ("%s is %s, not %s", examples[i].keys, line.text->str, examples[i].text);
  }
}

#define T MC_COMPOSE_TELEX
#define V MC_COMPOSE_VNI

static void
test_words_grow_in_the_text (void)
{
  static const Example examples[] = {
    { T, "nguowif", "người" },
    { T, "Nguyeenx Thij Minh Hawngf", "Nguyễn Thị Minh Hằng" },
    { T, "DDAWNGJ", "ĐẶNG" },
    { T, "H'Bow Nieee", "H'Bơ Niee" },
    { T, "windows Ross", "windows Ros" },
    { T, "soos 12A-Lee Loiwj", "số 12A-Lê Lợi" },
    { V, "nguoi72 Viet65", "người Việt" },
    { V, "so61 12A1 12", "số 12A1 12" },
    { V, "Tran62 Phu1, 7", "Trần Phú, 7" },
  };

  check (examples, G_N_ELEMENTS (examples));
}

static void
test_one_letter_is_deleted_and_typing_goes_on (void)
{
  static const Example examples[] = {
    { T, "hoafn\b", "hòa" },                                   /* the tone moves back */
    { T, "hoafn\bn", "hoàn" },   { T, "nguowif\b\bs", "ngứ" }, /* what stands is keys again */
    { T, "as\bs", "s" },         { T, "ass\bs", "as" }, /* who took the mark back wants letters */
    { T, "tien\beng", "tiêng" },                        /* nothing was composed: the keys go on */
    { T, "win\bn", "win" },      { T, "windows\bs", "windows" },
    { T, "as \bs", "ás" }, /* over the space: the word before is done with */
    { T, "a\b\b\bs", "s" },      { V, "nguoi72\b\b1", "ngứ" },
    { V, "A1\b1", "1" },
  };

  check (examples, G_N_ELEMENTS (examples));
}

static void
test_deleting_takes_one_letter_of_any_word (void)
{
  static const char *const words[] = { "nguowif", "huow",  "khuow", "thuowr", "quawn", "giuwowng",
                                       "ddawcj",  "hoafn", "ass",   "aaa",    "uww",   "windows",
                                       "toanfs",  "wr",    "ww",    "xuwow",  "DDDD",  "Byaw" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    g_auto (Line) line = { 0 };

    line_init (&line, T, "x ");
    line_type (&line, words[i]);
    for (glong length = g_utf8_strlen (line.text->str, -1); length > 0; length--) {
      line_type (&line, "\b");
      g_assert_cmpint (g_utf8_strlen (line.text->str, -1), ==, length - 1);
    }
  }
}

/* Another text, a caret elsewhere, another way of typing: the word is not what is before it. */
static void
test_what_others_change_is_not_the_word (void)
{
  g_auto (Line) line = { 0 };

  line_init (&line, T, "");
  line_type (&line, "hoa");
  g_string_assign (line.text, "Lan va hoa"); /* ends alike, but stands elsewhere */
  line_type (&line, "f");
  g_assert_cmpstr (line.text->str, ==, "Lan va hoaf");

  g_string_assign (line.text, "");
  line_type (&line, "hoa");
  g_string_assign (line.text, "hue");
  line_type (&line, "f");
  g_assert_cmpstr (line.text->str, ==, "huef");

  g_string_assign (line.text, "");
  line_type (&line, "hoa");
  line.method = V;
  line_type (&line, "2");
  g_assert_cmpstr (line.text->str, ==, "hoa2");
}

static void
test_style_is_followed (void)
{
  g_auto (Line) line = { 0 };

  line_init (&line, T, "");
  line.style = MC_TONE_STYLE_NEW;
  line_type (&line, "hoaf thuyr");
  g_assert_cmpstr (line.text->str, ==, "hoà thuỷ");
}

/* As a scanner types them: "dd", "aa" and "s" are letters. */
static void
test_a_literal_word_comes_back_as_typed (void)
{
  g_auto (Line) line = { 0 };
  McTypedEdit edit;

  line_init (&line, T, "x ");
  line_type (&line, "dda");
  g_assert_cmpstr (line.text->str, ==, "x đa");
  g_assert_true (mc_typed_word_make_literal (&line.word, line.text->str, &edit));
  line_apply (&line, &edit);
  line_type (&line, "as");
  g_assert_cmpstr (line.text->str, ==, "x ddaas");
  line_type (&line, " hoaf");
  g_assert_cmpstr (line.text->str, ==, "x ddaas hòa");
  line_type (&line, " an");
  g_assert_false (mc_typed_word_make_literal (&line.word, line.text->str, &edit));
}

static void
test_a_word_without_end_is_letters (void)
{
  g_autofree char *many = g_strnfill (5000, 'a');
  g_auto (Line) line = { 0 };

  line_init (&line, T, "");
  line_type (&line, many);
  g_assert_cmpuint (line.text->len, ==, 5000);
  line_type (&line, " aa");
  g_assert_true (g_str_has_suffix (line.text->str, "a â"));
}

static void
test_nothing_of_a_word_is_left (void)
{
  static const McTypedWord nothing;
  g_auto (Line) line = { 0 };

  line_init (&line, T, "");
  line_type (&line, "nguowif");
  mc_typed_word_clear (&line.word);
  g_assert_cmpmem (&line.word, sizeof line.word, &nothing, sizeof nothing);

  /* Nor after the word has ended. */
  line_type (&line, "Hoafng ");
  g_assert_null (memmem (&line.word, sizeof line.word, "Ho", 2));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/typed-word/words-grow-in-the-text", test_words_grow_in_the_text);
  g_test_add_func ("/typed-word/one-letter-is-deleted-and-typing-goes-on",
                   test_one_letter_is_deleted_and_typing_goes_on);
  g_test_add_func ("/typed-word/deleting-takes-one-letter-of-any-word",
                   test_deleting_takes_one_letter_of_any_word);
  g_test_add_func ("/typed-word/what-others-change-is-not-the-word",
                   test_what_others_change_is_not_the_word);
  g_test_add_func ("/typed-word/style-is-followed", test_style_is_followed);
  g_test_add_func ("/typed-word/a-literal-word-comes-back-as-typed",
                   test_a_literal_word_comes_back_as_typed);
  g_test_add_func ("/typed-word/a-word-without-end-is-letters", test_a_word_without_end_is_letters);
  g_test_add_func ("/typed-word/nothing-of-a-word-is-left", test_nothing_of_a_word_is_left);
  return g_test_run ();
}
