/** What a client said last, as far as it is informative: a report has no room for all of it. */

const max = { lines: 10, characters: 800, lineLength: 300 } as const

/** Where the code stood, in JavaScript, Java and .NET: a frame of the stack says less than the message above it. */
const frame = /^\s+at /

/** In one line; empty where it said nothing. Brackets alone are left out, and blank lines. */
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
