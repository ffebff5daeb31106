/** Puts together a form that has several lines in a text. */

const names = 'grant_type|client_id|client_secret|client_assertion|client_assertion_type|scope|resource'
const fieldName = new RegExp(`^(?:${names})\\s*=`)
const labelled = new RegExp(`^["']?(${names})["']?\\s*:\\s*(.*?),?$`)

/** What an encoded form consists of. */
const ofForm = /^[\w.~%+*:@/?=&-]+$/

/** No terminal or mail client breaks lines that are shorter. */
const shortest = 30

/**
 * A form as editors send it: they join lines at `&`. A line that neither starts nor ends a field was broken by a
 * terminal; another line, such as an answer or a remark, is not a part of the form.
 * https://www.jetbrains.com/help/idea/exploring-http-syntax.html
 */
export function formOf(lines: readonly string[]): string {
  const fields = labelledFields(lines)
  if (fields !== undefined) return fields
  let body = ''
  let before = ''
  let isAfterBlank = false
  for (const line of lines.map((given) => given.trim())) {
    const isField = line.startsWith('&') || fieldName.test(line)
    const isRest = !isAfterBlank && ofForm.test(line) && (before.length >= shortest || before.endsWith('&'))
    if (body !== '' && line !== '' && !isField && !isRest) break
    isAfterBlank = line === ''
    if (line === '') continue
    before = line
    const isNext = body !== '' && !line.startsWith('&') && !body.endsWith('&') && fieldName.test(line)
    body += isNext ? `\n${line}` : line
  }
  return body
    .replace(/^(["'])(.*)\1$/s, '$2')
    .split('&')
    .map((field) => field.trim().replace(/^([\w.-]+) *= */, '$1='))
    .join('&')
}

/** A form as consoles of browsers and tools show it, `name: value` in each line, as it was sent. */
function labelledFields(lines: readonly string[]): string | undefined {
  const given = lines.map((line) => line.trim()).filter((line) => line !== '')
  const end = given.findIndex((line) => !labelled.test(line))
  const fields = (end < 0 ? given : given.slice(0, end)).map((line): [string, string] => {
    const [, name = '', value = ''] = labelled.exec(line) ?? []
    return [name, value.replace(/^(["'])(.*)\1$/, '$2')]
  })
  return fields.length < 2 ? undefined : new URLSearchParams(fields).toString()
}

/** The text, with the lines joined that a terminal or mail client broke inside a form or a JWT: they have one length. */
export function unwrapped(text: string): string {
  const lines = text.split('\n')
  const joined: string[] = []
  let width = 0
  for (const line of lines) {
    // With one field a line, the next line starts with a name.
    const isNextField = /^&?[\w.-]+=/.test(line) && /^&?[\w.-]+=[^&]*$/.test(joined.at(-1) ?? '')
    const isRest = width > 0 && line !== '' && line.length <= width && ofForm.test(line) && !isNextField
    if (isRest) joined[joined.length - 1] += line
    else joined.push(line)
    const isLong = line.length >= 60 && line.length <= 300 && /[\w%+&=.-]{30}$/.test(line)
    width = isLong && (!isRest || line.length === width) ? line.length : 0
  }
  return joined.join('\n')
}
