/** Restores PEM whose line breaks were lost, replaced or quoted on its way through variables, secrets and editors. */

/** Labels of keys and certificates (RFC 7468, RFC 5915; PKCS#1 as OpenSSL writes it). */
const labels = [
  'PRIVATE KEY',
  'ENCRYPTED PRIVATE KEY',
  'RSA PRIVATE KEY',
  'EC PRIVATE KEY',
  'EC PARAMETERS',
  'PUBLIC KEY',
  'RSA PUBLIC KEY',
  'CERTIFICATE',
  'X509 CERTIFICATE',
  'TRUSTED CERTIFICATE',
]

/** Spaces in a label may be lost too, or be line breaks. The longest label has 21 characters. */
const beginLine = /-----BEGIN([A-Z0-9\s]{1,40})-----/g
const endLine = /-----END([A-Z0-9\s]{1,40})-----/g

/** Line breaks as JSON or a shell writes them, escaped any number of times. Starts at the first backslash only, to be linear. */
const escapedBreak = /(?<!\\)\\+[rnt]/g

/** Headers of a key that OpenSSL encrypted in its own format. https://www.rfc-editor.org/rfc/rfc1421#section-4.6 */
const encryption = /^\s*Proc-Type:\s*4,\s*ENCRYPTED\s+DEK-Info:\s*([A-Za-z0-9-]+),\s*([0-9A-Fa-f]+)\s+([\s\S]*)$/

/**
 * The PEM blocks of a text as OpenSSL reads them: one label a line, 64 characters of base64 a line. Accepts what can be
 * read in one way only: PEM on one line, with spaces or a literal `\n` for line breaks, in quotes, indented, with a byte
 * order mark, with CRLF, or with text around the blocks. Does not parse what the blocks contain.
 * @throws {TypeError} saying what is wrong; never quotes the text
 */
export function canonicalPem(text: string): string {
  const blocks = blocksIn(text.replace(escapedBreak, '\n')).map(({ begin, body, end }) => {
    const label = labelOf(begin)
    if (labelOf(end) !== label) throw problem(text, 'its BEGIN and END lines do not match')
    return `-----BEGIN ${label}-----\n${bodyOf(body, text)}\n-----END ${label}-----\n`
  })
  if (blocks.length > 0) return blocks.join('')
  if (!text.includes('-----BEGIN')) throw new TypeError('not PEM: it has no BEGIN line')
  throw problem(text, 'it has no END line')
}

interface Block {
  readonly begin: string
  readonly body: string
  readonly end: string
}

/** Each BEGIN line with the next END line. Reads the text once, whatever it contains. */
function blocksIn(text: string): readonly Block[] {
  const blocks: Block[] = []
  let at = 0
  for (;;) {
    const begin = matchFrom(beginLine, text, at)
    const end = begin && matchFrom(endLine, text, begin.index + begin[0].length)
    if (begin === undefined || end === undefined) return blocks
    blocks.push({
      begin: begin[1] ?? '',
      body: text.slice(begin.index + begin[0].length, end.index),
      end: end[1] ?? '',
    })
    at = end.index + end[0].length
  }
}

function matchFrom(pattern: RegExp, text: string, from: number): RegExpExecArray | undefined {
  pattern.lastIndex = from
  return pattern.exec(text) ?? undefined
}

/** Whether PEM has lost its line breaks. */
export function isOnOneLine(pem: string): boolean {
  return !/[\r\n]/.test(pem.trim())
}

function labelOf(text: string): string {
  const joined = text.replace(/\s/g, '')
  return labels.find((label) => label.replaceAll(' ', '') === joined) ?? text.trim()
}

function bodyOf(body: string, text: string): string {
  const [, cipher, iv, encrypted] = encryption.exec(body) ?? []
  if (encrypted === undefined) return linesOf(body, text)
  return `Proc-Type: 4,ENCRYPTED\nDEK-Info: ${cipher},${iv}\n\n${linesOf(encrypted, text)}`
}

function linesOf(body: string, text: string): string {
  const data = body.replace(/[\s"'`\\]/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(data)) throw problem(text, 'it contains characters that are not base64')
  const unpadded = data.replace(/=+$/, '')
  if (unpadded.length % 4 === 1) throw problem(text, 'it is incomplete')
  const padded = unpadded.padEnd(Math.ceil(unpadded.length / 4) * 4, '=')
  return (padded.match(/.{1,64}/g) as string[]).join('\n')
}

function problem(text: string, what: string): TypeError {
  if (!isOnOneLine(text)) return new TypeError(`this PEM is damaged: ${what}`)
  return new TypeError(`this PEM is on one line, and ${what}: keep its line breaks, or write each as \\n`)
}
