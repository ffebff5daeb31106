/** Looks for secrets in a text and in what it becomes when its encodings are removed one after the other. */
import { unescaped, withLineBreaks } from './encodings.ts'
import { createHarmlessTexts } from './harmless-texts.ts'
import { type Mark, markOf, type SecretKind } from './kinds.ts'
import { createKnownValues, shortestKnown } from './known-values.ts'
import { withoutPlainSecrets } from './plain-text.ts'

/** How deep encodings may be nested: base64 in JSON in base64url in a form is four. */
const maxDepth = 7

/** The work on one text, or on all parts of one. */
export interface Work {
  /** Characters that may still be read: an attacker can nest encodings, but not multiply them. */
  left: number
  /** Base64 without a secret: an encoding around it does not change it. */
  readonly harmless: Set<string>
}

/** `known` returns the secrets to recognise by their value. */
export function createReader(
  known: () => readonly (string | undefined)[],
  found: (kind: SecretKind) => void,
): (text: string, work?: Work) => string {
  const withoutKnown = createKnownValues(known)
  const harmless = createHarmlessTexts(known)
  const markFound = (kind: SecretKind) => {
    found(kind)
    return markOf(kind)
  }
  const plain = (text: string, depth: number, work: Work): string => {
    const mark: Mark = (kind, inside = '') => {
      // What a name or a scheme hides may itself be a key, which is reported too.
      if (inside.length > 40 && depth > 0) scrub(inside, Math.min(depth - 1, 4), work)
      return markFound(kind)
    }
    return withoutPlainSecrets(withoutKnown(text, mark), mark)
  }
  const scrub = (text: string, depth: number, work: Work): string => {
    work.left -= text.length
    if (work.left < 0) return markFound('too-many-encodings')
    const kept = plain(text, depth, work)
    if (depth === 0) return kept
    const view = unescaped(kept)
    const decoded = view === kept ? kept : ifChanged(kept, view, scrub(view, depth - 1, work))
    return decoded.replace(base64Run, (run) => withoutSecretsInBase64(run, depth, work))
  }
  const withoutSecretsInBase64 = (lines: string, depth: number, work: Work): string => {
    if (work.harmless.has(lines)) return lines
    const run = lines.replace(lineBreak, '')
    // Words may precede the data without a separator that is not base64 itself: /connect/token/<data>.
    const starts = partsOf(run)
    for (const offset of [0, 1, 2, 3, ...starts]) {
      const decoded = Buffer.from(run.slice(offset), 'base64').toString('latin1')
      const isText = !controls.test(decoded)
      if (!isText && decoded.length < shortestMixed) continue
      const kept = scrub(decoded, isText ? depth - 1 : 0, work)
      if (kept !== decoded) {
        const encoding = /[+/=]/.test(run.slice(offset)) ? 'base64' : 'base64url'
        return run.slice(0, offset) + Buffer.from(kept, 'latin1').toString(encoding)
      }
      if (isText && starts.length === 0) break
    }
    work.harmless.add(lines)
    return lines
  }
  return (text, work = workFor(text.length)) => {
    if (text.length < shortestKnown || harmless.has(text)) return text
    const kept = scrub(text, maxDepth, work)
    if (kept === text) harmless.add(text)
    return kept
  }
}

/** A short text may be encoded several times, a long one hardly. */
export function workFor(length: number): Work {
  return { left: Math.min(40 * length, workPerCharacter * length + 2 ** 17) + 4096, harmless: new Set() }
}

export const workPerCharacter = 8

/** Shorter bytes with controls are words that are not base64. */
const shortestMixed = 24

/** What separates lines of base64: a line break or spaces, also escaped, in any number of encodings. */
const lineBreak = /(?:[\r\n\t \u2028\u2029]|\\{1,8}[rnt]|%(?:25){0,8}(?:0[9ad]|20)){1,80}/gi

/** Also of several lines, as `base64` and PEM have them; a line of a multipart form that begins with -- is not data. */
const base64Run = new RegExp(`(?:[\\w+/-]{40,}${lineBreak.source})+(?!--)[\\w+/-]+={0,2}|[\\w+/-]{11,}={0,2}`, 'gi')

/** Where the parts of a path begin, at most eight: `/` is also a character of base64. */
function partsOf(run: string): number[] {
  const starts: number[] = []
  for (let at = run.indexOf('/'); at >= 0 && starts.length < 8; at = run.indexOf('/', at + 1)) starts.push(at + 1)
  return starts
}

/** Bytes that no text contains; a signature does. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it tells text from other bytes
const controls = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/

/** The text as it was if its decoded view has no secret. */
function ifChanged(raw: string, view: string, kept: string): string {
  return kept === view ? raw : withLineBreaks(kept)
}
