/** Spellings of a key that occur in practice. */

type Key = Readonly<Record<string, unknown>>

const bytes = (text: unknown) => Buffer.from(String(text), 'base64url')
const numbers = ['x', 'y', 'd', 'n', 'e', 'p', 'q', 'dp', 'dq', 'qi']

/** Changes each member of the key that is a number. */
const each = (key: Key, change: (text: unknown) => string): Key =>
  Object.fromEntries(Object.entries(key).map(([name, value]) => [name, numbers.includes(name) ? change(value) : value]))

const padded = (text: unknown) => `${text}${'='.repeat((4 - (String(text).length % 4)) % 4)}`
const standard = (text: unknown) => bytes(text).toString('base64')
const zeroFirst = (text: unknown) => Buffer.concat([Buffer.alloc(1), bytes(text)]).toString('base64url')

/** The same JWK, spelled in another way. */
export const jwkSpellings: readonly (readonly [how: string, spell: (key: Key) => Key])[] = [
  ['as WebCrypto exports it', (key) => ({ ...key, key_ops: ['sign'], ext: true })],
  [
    'as .NET serialises it',
    (key) => ({ d: null, ...key, oth: [], x5c: [], key_ops: [], k: null, p: key.p ?? null, x5t: '' }),
  ],
  ['padded', (key) => each(key, padded)],
  ['in padded standard base64', (key) => each(key, standard)],
  ['with a leading zero byte', (key) => each(key, zeroFirst)],
  ['with a leading zero byte in standard base64', (key) => each(each(key, zeroFirst), standard)],
  ['with white space around its members', (key) => each(key, (text) => ` ${text}\r\n`)],
  ['with line breaks in its members', (key) => each(key, (text) => String(text).replace(/.{20}/g, '$&\n'))],
  ['with white space after kty', (key) => ({ ...key, kty: `${key.kty} ` })],
]

/** The same PEM, as variables, secrets and editors change it. */
export const pemSpellings: readonly (readonly [how: string, spell: (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['without its last line break', (text) => text.trim()],
  ['with CRLF', (text) => text.replaceAll('\n', '\r\n')],
  ['with CR', (text) => text.replaceAll('\n', '\r')],
  ['with a byte order mark', (text) => `\uFEFF${text}`],
  ['indented', (text) => text.replace(/^/gm, '    ')],
  ['with spaces at the ends of lines', (text) => text.replace(/$/gm, '  ')],
  ['with text before it', (text) => `Bag Attributes\n    localKeyID: 01\nKey Attributes: <No Attributes>\n${text}`],
  ['with literal \\n', (text) => text.replaceAll('\n', '\\n')],
  ['with literal \\\\n', (text) => text.replaceAll('\n', '\\\\n')],
  ['with literal \\r\\n', (text) => text.replaceAll('\n', '\\r\\n')],
  ['on one line, line breaks lost', (text) => text.replaceAll('\n', '')],
  ['on one line, spaces for line breaks', (text) => text.replaceAll('\n', ' ')],
  ['on one line, all white space lost', (text) => text.replace(/\s/g, '')],
  ['in double quotes', (text) => `"${text}"`],
  ['as a JSON string', (text) => JSON.stringify(text)],
  ['with each line quoted', (text) => text.trim().replace(/^.*$/gm, '"$&"')],
  ['without padding', (text) => text.replace(/=+/g, '')],
  ['with empty lines', (text) => text.replaceAll('\n', '\n\n')],
]
