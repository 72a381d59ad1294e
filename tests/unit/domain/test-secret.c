// SPDX-License-Identifier: GPL-3.0-or-later
/* This program stands in for free () and realloc (): whatever the code under test gives back is
 * searched for the canary first. It fails for the reason that matters, and not for a call to
 * explicit_bzero () that is missing. */
#include <gio/gio.h>
#include <malloc.h>
#include <string.h>

#include "app/domain/id-card.h"
#include "app/domain/secret.h"
#include "tests/unit/domain/record-fixture.h"

#define CANARY "CanaryZqx"

extern void __libc_free (void *block);
extern void *__libc_realloc (void *block, size_t size);
void *realloc (void *block, size_t size);
void free (void *block);

/* Blocks given back with the canary still in them, while watched. */
static guint leaks = 0;
static gboolean watching = FALSE;

/* The canary as UCS-4, which is what text libraries make of it. */
static const guint32 wide_canary[] = { 'C', 'a', 'n', 'a', 'r', 'y', 'Z', 'q', 'x' };

static void
look_into (void *block)
{
  gsize size;

  if (!watching || block == NULL)
    return;

  size = malloc_usable_size (block);
  if (memmem (block, size, CANARY, strlen (CANARY)) != NULL
      || memmem (block, size, wide_canary, sizeof wide_canary) != NULL)
    leaks++;
}

void
free (void *block)
{
  look_into (block);
  __libc_free (block);
}

void *
realloc (void *block, size_t size)
{
  look_into (block);
  return __libc_realloc (block, size);
}

static void
watch (void)
{
  leaks = 0;
  watching = TRUE;
}

static guint
count_leaks (void)
{
  watching = FALSE;
  return leaks;
}

/* Without this the others would prove nothing. */
static void
test_watch_sees (void)
{
  char *text = g_strdup (CANARY);
  guint seen;

  watch ();
  g_free (text);
  g_free (g_memdup2 (wide_canary, sizeof wide_canary));
  seen = count_leaks ();
  g_assert_cmpuint (seen, ==, 2);
}

static void
test_text (void)
{
  char *text = g_strdup ("Nguyễn " CANARY);
  guint seen;

  watch ();
  mc_secret_free (text);
  mc_secret_free (NULL);
  seen = count_leaks ();
  g_assert_cmpuint (seen, ==, 0);
}

static void
test_bytes (void)
{
  GBytes *bytes = mc_secret_bytes_take (g_strdup (CANARY), strlen (CANARY));
  GBytes *part;
  guint seen;

  watch ();
  part = g_bytes_new_from_bytes (bytes, 0, 3);
  g_bytes_unref (bytes);
  g_assert_cmpmem (g_bytes_get_data (part, NULL), 3, CANARY, 3);
  g_bytes_unref (part);
  g_bytes_unref (mc_secret_bytes_take (NULL, 0));
  seen = count_leaks ();
  g_assert_cmpuint (seen, ==, 0);
}

static void
test_answers (void)
{
  McAnswers *answers = mc_answers_new ();
  guint seen;

  watch ();
  mc_answers_set (answers, "a", "Văn " CANARY, FALSE);
  mc_answers_set (answers, "a", CANARY " An", FALSE);
  mc_answers_set (answers, "b", CANARY, FALSE);
  mc_answers_set (answers, "b", NULL, FALSE);
  g_bytes_unref (mc_answers_to_bytes (answers));
  mc_answers_clear (answers);
  mc_answers_set (answers, "c", CANARY, FALSE);
  g_object_unref (answers);
  seen = count_leaks ();
  g_assert_cmpuint (seen, ==, 0);
}

static void
test_card (void)
{
  static const char *const payloads[] = {
    "001085000001||" CANARY " Văn An|15081985|Nam|Ngõ " CANARY ", Hà Nội|10042021|||" CANARY,
    "001085000001;;" CANARY ";15081985;Nam;Ngõ " CANARY ", Hà Nội;10042021",
    "001085000001||" CANARY "|15081985|Nam",
    "001085000001||" CANARY "?|15081985|Nam|" CANARY "|10042021",
    "https://" CANARY "/",
  };
  const McPartialDate today = { 2026, 11, 21 };

  for (guint i = 0; i < G_N_ELEMENTS (payloads); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (payloads[i], strlen (payloads[i]));
    g_autoptr (GError) error = NULL;
    McCardWarnings warnings;
    McPerson *person;
    guint seen;

    watch ();
    person = mc_id_card_parse (bytes, &today, &warnings, &error);
    if (person != NULL)
      mc_person_unref (person);
    seen = count_leaks ();
    g_test_message ("%s", payloads[i]);
    g_assert_cmpuint (seen, ==, 0);
  }
}

static void
test_form (gconstpointer path)
{
  g_autoptr (McRecordFixture) fixture = mc_record_fixture_new (path);
  McForm *form = mc_procedure_get_form (fixture->input.procedure);
  const McPartialDate today = { 2026, 11, 21 };
  guint seen;

  mc_person_set_string (&fixture->person->name, CANARY " Văn An");
  watch ();
  mc_answers_set (fixture->answers, "nyc_ho_ten", NULL, FALSE);
  mc_form_prefill (form, fixture->answers, fixture->person);
  mc_form_prefill (form, fixture->answers, NULL);
  for (guint i = 0; i < mc_form_get_n_pages (form); i++) {
    const McField *field = g_ptr_array_index (mc_form_get_page (form, i)->fields, 0);
    char *canonical = mc_field_canonical (field, "  " CANARY "  ễ ");

    mc_secret_free (mc_field_display (field, canonical));
    mc_answers_set (fixture->answers, field->key, canonical, FALSE);
    mc_secret_free (canonical);
  }
  g_ptr_array_unref (mc_form_check (form, fixture->answers, &today));
  seen = count_leaks ();
  g_assert_cmpuint (seen, ==, 0);
  watch ();
  mc_answers_clear (fixture->answers);
  mc_person_set_string (&fixture->person->name, "");
  seen = count_leaks ();
  g_assert_cmpuint (seen, ==, 0);
}

static void
test_record (gconstpointer path)
{
  g_autoptr (McRecordFixture) fixture = mc_record_fixture_new (path);
  g_autoptr (GString) text = g_string_new (NULL);
  GBytes *record;
  guint seen;

  while (text->len < 3000)
    g_string_append (text, CANARY " ");
  mc_answers_set (fixture->answers, "can_cu", text->str, FALSE);
  mc_answers_set (fixture->answers, "muc_dich", text->str, FALSE);
  mc_person_set_string (&fixture->person->name, CANARY);
  memset (text->str, 0, text->len);

  watch ();
  record = mc_record_build (&fixture->input, NULL);
  g_assert_cmpuint (g_bytes_get_size (record), >, 6000);
  g_bytes_unref (record);
  mc_answers_clear (fixture->answers);
  mc_person_set_string (&fixture->person->name, "");
  seen = count_leaks ();
  g_assert_cmpuint (seen, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);

  g_test_add_func ("/secret/the watch sees what is left", test_watch_sees);
  g_test_add_func ("/secret/text is overwritten", test_text);
  g_test_add_func ("/secret/bytes are overwritten with their last part", test_bytes);
  g_test_add_func ("/secret/answers are overwritten", test_answers);
  g_test_add_func ("/secret/a card leaves nothing behind, read or refused", test_card);
  g_test_add_data_func ("/secret/a form leaves nothing behind", argv[1], test_form);
  g_test_add_data_func ("/secret/a record leaves nothing behind", argv[1], test_record);

  return g_test_run ();
}
