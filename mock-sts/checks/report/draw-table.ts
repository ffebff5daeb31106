/** Draws a table for a terminal, wrapping long text, in time linear in the length of the text. */
import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'

/** One text for each column; may contain colours and line breaks. */
export type Row = readonly string[]

/** `widths` are the text widths in terminal columns; each table column adds three, and the table one. */
export function drawTable(head: Row, rows: readonly Row[], widths: readonly number[]): string {
  const rule = (left: string, between: string, right: string) =>
    left + widths.map((width) => '─'.repeat(width + 2)).join(between) + right
  return [
    rule('┌', '┬', '┐'),
    ...linesOf(head, widths),
    rule('├', '┼', '┤'),
    ...rows.flatMap((row) => linesOf(row, widths)),
    rule('└', '┴', '┘'),
  ].join('\n')
}

function linesOf(row: Row, widths: readonly number[]): string[] {
  const cells = widths.map((width, column) => wrapped(row[column] ?? '', width))
  const height = Math.max(...cells.map(({ length }) => length))
  return Array.from({ length: height }, (_, line) => {
    const parts = widths.map((width, column) => padded(cells[column]?.[line] ?? '', width))
    return `│ ${parts.join(' │ ')} │`
  })
}

function wrapped(text: string, width: number): readonly string[] {
  const foldable = text.replaceAll(/\S+/g, (word) => (word.length > width ? folded(word, width) : word))
  return wrapAnsi(foldable, width, { hard: true }).split('\n')
}

/** Splits a long word into several lines at its hyphens. */
function folded(word: string, width: number): string {
  const lines = ['']
  for (const part of word.split(/(?<=-)/)) {
    const line = `${lines.at(-1)}${part}`
    if (stringWidth(line) <= width) lines.splice(-1, 1, line)
    else lines.push(part)
  }
  return lines.join('\n')
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)))
}
