// SPDX-License-Identifier: GPL-3.0-or-later
#include <cups/cups.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdlib.h>

/* The mechanism of the test printer: ippeveprinter runs it for each job, with the document's name.
 * A sheet that comes out becomes a file. Like a real one, and unlike ippeveprinter by itself, it
 * stops when its job is cancelled. Faults are files in $MOTCUA_RIG_DIR:
 *   hold   the sheet is stuck half-way as long as this exists
 *   abort  the job fails */

#define POLL_US (50 * 1000)

static gboolean
has_fault (const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Whether somebody has told the printer to stop this job. */
static gboolean
is_cancelled (const char *uri, int job_id)
{
  char scheme[16], user[16], host[256], resource[256];
  int port;
  http_t *http;
  ipp_t *request, *answer;
  gboolean cancelled = FALSE;

  httpSeparateURI (HTTP_URI_CODING_ALL, uri, scheme, sizeof scheme, user, sizeof user, host,
                   sizeof host, &port, resource, sizeof resource);
  http = httpConnect2 (host, port, NULL, AF_UNSPEC, HTTP_ENCRYPTION_IF_REQUESTED, 1, 3000, NULL);
  if (http == NULL)
    return TRUE; /* the printer's electronics are gone: nothing moves any more */
  request = ippNewRequest (IPP_OP_GET_JOB_ATTRIBUTES);
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, uri);
  ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job_id);
  answer = cupsDoRequest (http, request, resource);
  cancelled = ippContainsString (ippFindAttribute (answer, "job-state-reasons", IPP_TAG_KEYWORD),
                                 "processing-to-stop-point");
  ippDelete (answer);
  httpClose (http);
  return cancelled;
}

/* Puts the sheet into the tray, under the next free number. */
static gboolean
put_out (const char *document, const char *directory)
{
  g_autofree char *contents = NULL;
  gsize size;

  if (!g_file_get_contents (document, &contents, &size, NULL))
    return FALSE;
  for (int number = 1; number < 1000; number++) {
    g_autofree char *name = g_strdup_printf ("sheet-%03d.pdf", number);
    g_autofree char *path = g_build_filename (directory, "out", name, NULL);

    if (!g_file_test (path, G_FILE_TEST_EXISTS))
      return g_file_set_contents (path, contents, size, NULL);
  }
  return FALSE;
}

int
main (int argc, char **argv)
{
  const char *directory = g_getenv ("MOTCUA_RIG_DIR");
  const char *uri = g_getenv ("MOTCUA_RIG_URI");
  const char *job = g_getenv ("IPP_JOB_ID");

  if (argc != 2 || directory == NULL || uri == NULL || job == NULL)
    return 2;
  while (has_fault (directory, "hold") && !is_cancelled (uri, atoi (job)))
    g_usleep (POLL_US);
  if (is_cancelled (uri, atoi (job)))
    return EXIT_SUCCESS;
  if (has_fault (directory, "abort"))
    return EXIT_FAILURE;
  return put_out (argv[1], directory) ? EXIT_SUCCESS : EXIT_FAILURE;
}
