/** The last informative lines of a client's output, short enough for a report. */

const max = { lines: 10, characters: 800, lineLength: 300 } as const

/** A stack frame in JavaScript, Java and .NET; it says less than the message above it. */
const frame = /^\s+at /

/** One line; empty if there is no output. Omits blank lines and lines that consist of brackets. */
export function outputTail(output: string): string {
  const informative = output.split('\n').filter((line) => /[\p{L}\p{N}]/u.test(line) && !frame.test(line))
  let text = ''
  for (const line of informative.slice(-max.lines).toReversed()) {
    const longer = [shortened(line.trim()), text].filter(Boolean).join(' / ')
    if (longer.length > max.characters) break
    text = longer
  }
  return text
}

function shortened(line: string): string {
  return line.length <= max.lineLength ? line : `${line.slice(0, max.lineLength - 1)}…`
}
