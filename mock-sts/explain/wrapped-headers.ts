/** Joins header lines that a terminal or `fold` wrapped. */

/** A line with the mark of a sent or received line, or a message of curl itself. */
const marked = /^(?:[<>*]|[{}] \[)/

/** A piece of a JWT on a line of its own. */
const piece = /^[\w.-]+$/

/** No terminal is wider: a longer line is whole. */
const widest = 300

/**
 * The headers of a message without marks, each JWT in one line. A wrapped line is as long as the one before it, except
 * for the last, so that a word on its own line below a JWT does not become a part of it.
 */
export function withWholeJwts(lines: readonly string[]): string[] {
  const whole: string[] = []
  // The length of the lines of the JWT that the line before belongs to; 0 if it belongs to none, or ends one.
  let width = 0
  for (const line of lines) {
    const before = whole.at(-1) ?? ''
    const isAfterScheme = /^[\w-]+:[ \t]*(?:DPoP|Bearer)$/i.test(before) && /^e[wy][\w-]+/.test(line)
    // An indented line continues the header. https://www.rfc-editor.org/rfc/rfc9112#section-5.2
    const isFolded = /^[ \t]/.test(line) && piece.test(line.trim()) && /[:\s]e[wy][\w.-]+$/.test(before)
    if (isFolded) whole[whole.length - 1] = before + line.trim()
    else if (piece.test(line) && (isAfterScheme || line.length <= width)) {
      whole[whole.length - 1] = `${before}${isAfterScheme ? ' ' : ''}${line}`
      width = isAfterScheme || line.length === width ? line.length : 0
    } else {
      whole.push(line)
      width = line.length <= widest && /[:\s]e[wy][\w.-]+$/.test(line) ? line.length : 0
    }
  }
  return whole
}

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
      if (piece.test(line)) header.parts.push(line)
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
