// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/espeak/speaker-message.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

gboolean
mc_speaker_message_send (int fd, const McSpeakerHeader *header, const char *words)
{
  struct iovec parts[] = {
    { (void *) header, sizeof *header },
    { (void *) words, words != NULL ? strnlen (words, MC_SPEAKER_MAX_WORDS) : 0 },
  };
  const struct msghdr message = { .msg_iov = parts, .msg_iovlen = G_N_ELEMENTS (parts) };
  ssize_t sent;

  do
    sent = sendmsg (fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent == (ssize_t) (parts[0].iov_len + parts[1].iov_len);
}

McSpeakerReception
mc_speaker_message_receive (int fd, McSpeakerMessage *message)
{
  struct iovec parts[] = { { &message->header, sizeof message->header },
                           { message->words, MC_SPEAKER_MAX_WORDS } };
  struct msghdr packet = { .msg_iov = parts, .msg_iovlen = G_N_ELEMENTS (parts) };
  ssize_t received;

  do
    received = recvmsg (fd, &packet, MSG_DONTWAIT);
  while (received < 0 && errno == EINTR);
  if (received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    return MC_SPEAKER_NOTHING;
  if (received < (ssize_t) sizeof message->header || (packet.msg_flags & MSG_TRUNC) != 0)
    return MC_SPEAKER_CLOSED;
  message->words[received - sizeof message->header] = '\0';
  message->header.language[sizeof message->header.language - 1] = '\0';
  message->header.prompt[sizeof message->header.prompt - 1] = '\0';
  return MC_SPEAKER_RECEIVED;
}
