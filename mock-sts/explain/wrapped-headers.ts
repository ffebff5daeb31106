/** Joins the header lines of `curl -v` that a terminal or `fold` wrapped. */

/** A line with the mark of a sent or received line, or a message of curl itself. */
const marked = /^(?:[<>*]|[{}] \[)/

/**
 * The lines, each header that was sent in one line. Of a value that was wrapped, the text does not show the character at
 * the break: only a JWT contains no space. Another value ends with `…`, as one that was cut.
 */
export function withoutWraps(lines: readonly string[], isOwn: (line: string) => boolean): string[] {
  const whole: string[] = []
  let header: { readonly parts: string[]; isCut: boolean } | undefined
  const end = () => {
    if (header !== undefined) whole.push(header.parts.join('') + (header.isCut ? '…' : ''))
    header = undefined
  }
  for (const line of lines) {
    if (header !== undefined && line !== '' && !marked.test(line) && !isOwn(line)) {
      const isSchemeAlone = header.parts.length === 1 && /: (?:DPoP|Bearer)$/i.test(header.parts[0] as string)
      if (isSchemeAlone) header.parts.push(' ')
      if (/^[\w.-]+$/.test(line)) header.parts.push(line)
      else header.isCut = true
      continue
    }
    end()
    if (/^> ?[\w-]+:/.test(line)) header = { parts: [line], isCut: false }
    else whole.push(line)
  }
  end()
  return whole
}
