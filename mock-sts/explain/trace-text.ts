/** Reads what `curl --trace-ascii` and `curl --trace` write: the bytes sent and received, by offset. https://curl.se/docs/manpage.html#--trace-ascii */

/** `=> Send header, 173 bytes (0xad)`, with a time before it if `--trace-time` is given. */
const blockStart = /^(?:\S+ )?(?:(=>|<=) (?:Send|Recv) (SSL )?(?:header|data), (\d+) bytes|== Info:)/
const row = /^([\da-f]{4,}): ?(.*)$/
const hexRow = /^(?:[\da-f]{2} ){1,16}/

/** The messages in the order of the trace, if the text is one. */
export function fromTrace(text: string): string {
  if (!/^(?:\S+ )?=> Send (?:header|data), \d+ bytes/m.test(text)) return text
  const blocks: { readonly isSent: boolean; readonly size: number; readonly rows: [number, string][] }[] = []
  let isInBlock = false
  for (const line of text.split('\n')) {
    const start = blockStart.exec(line)
    if (start !== null) {
      isInBlock = start[1] !== undefined && start[2] === undefined
      if (isInBlock) blocks.push({ isSent: start[1] === '=>', size: Number(start[3]), rows: [] })
      continue
    }
    const found = isInBlock ? row.exec(line) : null
    if (found !== null) blocks.at(-1)?.rows.push([Number.parseInt(found[1] as string, 16), found[2] as string])
  }
  let messages = ''
  let wasSent = true
  for (const block of blocks) {
    if (block.isSent !== wasSent) messages += '\n'
    wasSent = block.isSent
    messages += textOf(block)
  }
  return messages
}

/** Rows are wrapped after 64 bytes; where the next offset is two bytes further, a line of the message ended. */
function textOf({ size, rows }: { readonly size: number; readonly rows: readonly [number, string][] }): string {
  const hex = rows.map(([, shown]) => hexRow.exec(shown)?.[0].replaceAll(' ', ''))
  if (hex.every((bytes) => bytes !== undefined))
    return Buffer.from(hex.join(''), 'hex').toString('utf8').replaceAll('\r\n', '\n')
  return rows
    .map(([offset, shown], index) => {
      const end = rows[index + 1]?.[0] ?? size
      return end - offset >= shown.length + 2 ? `${shown}\n` : shown
    })
    .join('')
}
