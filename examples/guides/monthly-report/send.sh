#!/bin/sh
# Sends the report as an e-mail.
{
  printf 'From: %s\nTo: %s\nSubject: Monthly report\n' "$FROM" "$TO"
  printf 'MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n'
  terraform output -raw email
} | curl -sS --ssl-reqd --crlf --url "$SMTP_URL" --user "$SMTP_USER" \
  --mail-from "$FROM" --mail-rcpt "$TO" --upload-file -
