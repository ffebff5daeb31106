/** Pasted text without what editors, mail clients and terminals add to it: byte order marks, line endings, code fences, colours. */
import { undoSpelling } from './undo-spelling.ts'

/** A HAR of a long session is the largest text that people paste. */
const maxTextLength = 64 * 1024 * 1024

/** @throws {SyntaxError} if the text is too long */
export function plainText(text: string): string {
  if (text.length > maxTextLength)
    throw new SyntaxError(`the text has more than ${maxTextLength} characters: paste the request alone`)
  return undoSpelling(
    text
      .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
      // On Windows, `curl.exe -v` writes `\r\r\n` to a file.
      .replace(/(?<!\r)\r+\n|\r/g, '\n')
      .replace(/\u00a0/g, ' ')
      .replace(colours, '')
      .replace(/^[ \t]*```.*$/gm, '')
      .trim(),
  ).trim()
}

/** https://en.wikipedia.org/wiki/ANSI_escape_code#SGR */
const colours = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g')
