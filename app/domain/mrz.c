// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/mrz.h"

#include <gio/gio.h>
#include <string.h>

#define DOCUMENT_SIZE 9

typedef struct {
  guint8 at, size;
} Span;

/* Where things are in the lines, put one behind the other. */
typedef struct {
  gsize size;
  guint8 document, birth, sex, expiry; /* each but sex is followed by its check digit */
  Span nationality, optional, name;
  Span composite[4]; /* what the last check digit covers */
  guint8 composite_digit;
} Layout;

static const Layout layouts[] = {
  { 90,
    5,
    30,
    37,
    38,
    { 45, 3 },
    { 15, 15 },
    { 60, 30 },
    { { 5, 25 }, { 30, 7 }, { 38, 7 }, { 48, 11 } },
    59 },
  { 72,
    36,
    49,
    56,
    57,
    { 46, 3 },
    { 64, 7 },
    { 5, 31 },
    { { 36, 10 }, { 49, 7 }, { 57, 14 }, { 0, 0 } },
    71 },
  { 88,
    44,
    57,
    64,
    65,
    { 54, 3 },
    { 72, 14 },
    { 5, 39 },
    { { 44, 10 }, { 57, 7 }, { 65, 22 }, { 0, 0 } },
    87 },
};

static int
value_of (char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'A' && c <= 'Z')
    return c - 'A' + 10;
  return c == '<' ? 0 : -1;
}

int
mc_mrz_check_digit (const char *text, gsize size)
{
  static const int weights[] = { 7, 3, 1 };
  int sum = 0;

  for (gsize i = 0; i < size; i++) {
    int value = value_of (text[i]);
    if (value < 0)
      return -1;
    sum += value * weights[i % 3];
  }
  return sum % 10;
}

/* A field that is empty may have a filler for its digit. */
static gboolean
digit_matches (char digit, int expected)
{
  return digit == '0' + expected || (digit == '<' && expected == 0);
}

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "MRZ: %s", what);
  return FALSE;
}

/* The characters that count; FALSE if there are too many or foreign ones. */
static gboolean
collect (const char *text, gssize size, char out[MC_MRZ_MAX + 1])
{
  gsize length = size < 0 ? strlen (text) : (gsize) size;
  gsize n = 0;

  for (gsize i = 0; i < length; i++) {
    char c = g_ascii_toupper (text[i]);
    if (g_ascii_isspace (c))
      continue;
    if (value_of (c) < 0 || n == MC_MRZ_MAX)
      return FALSE;
    out[n++] = c;
  }
  out[n] = '\0';
  return TRUE;
}

static const Layout *
find_layout (gsize size)
{
  for (gsize i = 0; i < G_N_ELEMENTS (layouts); i++)
    if (layouts[i].size == size)
      return &layouts[i];
  return NULL;
}

static gsize
without_fillers (const char *text, gsize size)
{
  while (size > 0 && text[size - 1] == '<')
    size--;
  return size;
}

/* The document's number and its digit. Longer ones go on in the optional data of a TD1, up to a
 * filler, the digit last. FALSE if the digit is wrong. */
static gboolean
take_document (const Layout *layout, const char *zone, McMrz *mrz)
{
  const char *number = zone + layout->document;
  gsize size = DOCUMENT_SIZE;
  char digit = number[size];
  char joined[DOCUMENT_SIZE + 16];

  memcpy (joined, number, size);
  if (digit == '<' && layout->size == 90) {
    const char *rest = zone + layout->optional.at;
    gsize n = 0;

    while (n < layout->optional.size && rest[n] != '<')
      n++;
    if (n > 1) {
      memcpy (joined + size, rest, n - 1);
      size += n - 1;
      digit = rest[n - 1];
    }
  }
  if (!digit_matches (digit, mc_mrz_check_digit (joined, size)))
    return FALSE;
  memcpy (mrz->document, joined, without_fillers (joined, size));
  memcpy (mrz->information, joined, size);
  mrz->information[size] = digit;
  explicit_bzero (joined, sizeof joined);
  return TRUE;
}

/* YYMMDD and its digit, also put behind what opens the chip. */
static gboolean
take_date (const char *from, char date[7], char *information)
{
  if (!digit_matches (from[6], mc_mrz_check_digit (from, 6)))
    return FALSE;
  memcpy (date, from, 6);
  strncat (information, from, 7);
  return TRUE;
}

static gboolean
composite_matches (const Layout *layout, const char *zone)
{
  char covered[MC_MRZ_MAX];
  gsize n = 0;
  int digit;

  for (gsize i = 0; i < G_N_ELEMENTS (layout->composite); i++) {
    memcpy (covered + n, zone + layout->composite[i].at, layout->composite[i].size);
    n += layout->composite[i].size;
  }
  digit = mc_mrz_check_digit (covered, n);
  explicit_bzero (covered, sizeof covered);
  return digit_matches (zone[layout->composite_digit], digit);
}

/* "NGUYEN<<VAN<AN<<<" as "NGUYEN VAN AN": Vietnamese names are said in this order. */
static void
take_name (const Layout *layout, const char *zone, McMrz *mrz)
{
  const char *name = zone + layout->name.at;
  gsize size = without_fillers (name, layout->name.size), n = 0;

  for (gsize i = 0; i < size; i++) {
    if (name[i] != '<')
      mrz->name[n++] = name[i];
    else if (n > 0 && mrz->name[n - 1] != ' ')
      mrz->name[n++] = ' ';
  }
}

static McSex
sex_of (char c)
{
  if (c == 'M')
    return MC_SEX_MALE;
  return c == 'F' ? MC_SEX_FEMALE : MC_SEX_UNKNOWN;
}

/* Vietnamese cards carry it at the beginning of the optional data. */
static void
take_id (McMrz *mrz)
{
  if (!g_str_equal (mrz->state, "VNM") || strspn (mrz->optional, "0123456789") < 12)
    return;
  memcpy (mrz->id, mrz->optional, 12);
}

static gboolean
take_all (const Layout *layout, const char *zone, McMrz *mrz, GError **error)
{
  if (!take_document (layout, zone, mrz))
    return refuse (error, "the check digit of the document number is wrong");
  if (!take_date (zone + layout->birth, mrz->birth, mrz->information))
    return refuse (error, "the check digit of the date of birth is wrong");
  if (!take_date (zone + layout->expiry, mrz->expiry, mrz->information))
    return refuse (error, "the check digit of the date of expiry is wrong");
  if (!composite_matches (layout, zone))
    return refuse (error, "the last check digit is wrong");
  memcpy (mrz->state, zone + 2, 3);
  memcpy (mrz->nationality, zone + layout->nationality.at, layout->nationality.size);
  memcpy (mrz->optional, zone + layout->optional.at,
          without_fillers (zone + layout->optional.at, layout->optional.size));
  mrz->sex = sex_of (zone[layout->sex]);
  take_id (mrz);
  take_name (layout, zone, mrz);
  return TRUE;
}

gboolean
mc_mrz_parse (const char *text, gssize size, McMrz *mrz, GError **error)
{
  char zone[MC_MRZ_MAX + 1] = "";
  const Layout *layout;
  gboolean good;

  memset (mrz, 0, sizeof *mrz);
  layout = collect (text, size, zone) ? find_layout (strlen (zone)) : NULL;
  good = layout != NULL ? take_all (layout, zone, mrz, error)
                        : refuse (error, "not three lines of 30, two of 36 or two of 44");
  explicit_bzero (zone, sizeof zone);
  if (!good)
    mc_mrz_clear (mrz);
  return good;
}

gboolean
mc_mrz_is_td1_line (const char *text)
{
  gsize size;

  text += strspn (text, " \t\r\n");
  size = strcspn (text, " \t\r\n");
  if (size != MC_MRZ_TD1_LINE || text[size + strspn (text + size, " \t\r\n")] != '\0')
    return FALSE;
  for (gsize i = 0; i < size; i++) {
    if (!g_ascii_isalnum (text[i]) && text[i] != '<')
      return FALSE;
  }
  return TRUE;
}

void
mc_mrz_clear (McMrz *mrz)
{
  explicit_bzero (mrz, sizeof *mrz);
}

static gboolean
append_digit (char *text, gsize at, gsize size)
{
  const int digit = mc_mrz_check_digit (text + at, size);

  text[at + size] = '0' + digit;
  return digit >= 0;
}

gboolean
mc_mrz_make_information (const char *document, const McPartialDate *birth,
                         const McPartialDate *until, char information[MC_MRZ_INFORMATION_MAX + 1])
{
  const McPartialDate endless = { 1999, 12, 31 };
  const McPartialDate *end = until->year == 0 ? &endless : until;
  const gsize size = strlen (document);

  if (size == 0 || size > DOCUMENT_SIZE || !mc_partial_date_is_full (birth)
      || !mc_partial_date_is_full (end))
    return FALSE;
  g_snprintf (information, MC_MRZ_INFORMATION_MAX + 1, "%s%.*s?%02u%02u%02u?%02u%02u%02u?",
              document, (int) (DOCUMENT_SIZE - size), "<<<<<<<<<", birth->year % 100u, birth->month,
              birth->day, end->year % 100u, end->month, end->day);
  return append_digit (information, 0, DOCUMENT_SIZE) && append_digit (information, 10, 6)
         && append_digit (information, 17, 6);
}
