/** Translates a curl command for cmd.exe, as browsers copy it on Windows, to the spelling of a POSIX shell. */

/**
 * The text, if it contains such a command, without its carets: outside quotes, `^` makes the next character literal, and
 * at the end of a line it continues the command. `%%` is `%` in a batch file.
 * https://learn.microsoft.com/windows-server/administration/windows-commands/cmd
 */
export function fromCmd(text: string): string {
  if (!/\bcurl\b/.test(text) || !/\^[ \t]*\n|\^"/.test(text)) return text
  return (
    text
      .replace(/[ \t]*\^[ \t]*\n/g, ' ')
      .replace(/\^(.)/g, '$1')
      .replaceAll('%%', '%')
      // Between double quotes, a POSIX shell would replace these.
      .replace(/[$`]/g, String.raw`\$&`)
  )
}
