/** Reads a body in chunks, as it is on the wire. https://www.rfc-editor.org/rfc/rfc9112#section-7.1 */

/** The body without the sizes of its chunks; the text itself if it is not in chunks. Line breaks may be CRLF or LF. */
export function withoutChunks(text: string): string {
  let rest = Buffer.from(text)
  const chunks: Buffer[] = []
  for (;;) {
    const size = /^([0-9a-f]{1,8})(?:;[^\n]*)?\r?\n/i.exec(rest.toString('latin1', 0, 200))
    const length = Number.parseInt(size?.[1] ?? '', 16)
    if (size === null || !(length > 0)) return chunks.length === 0 ? text : Buffer.concat(chunks).toString('utf8')
    const start = size[0].length
    chunks.push(rest.subarray(start, start + length))
    rest = rest.subarray(start + length)
    const lineBreak = /^\r?\n/.exec(rest.toString('latin1', 0, 2))?.[0] ?? ''
    rest = rest.subarray(lineBreak.length)
  }
}
