/** Finds the words of a list in files, and the exceptions that except nothing. */
import type { Entry, Exception } from './entry.ts'
import type { SourceFile } from './files.ts'
import { compile, exceptionsFor, type Pattern, type Place } from './pattern.ts'
import { readPieces } from './read-file.ts'

export interface Finding {
  readonly path: string
  /** From 1, as editors count. */
  readonly line: number
  readonly column: number
  readonly message: string
}

export interface Found {
  readonly findings: readonly Finding[]
  /** Exceptions that no file needs, each as a sentence. */
  readonly stale: readonly string[]
}

/** @throws {SyntaxError} for a file that cannot be parsed */
export function findWords(files: readonly SourceFile[], entries: readonly Entry[]): Found {
  const patterns = entries.map(compile)
  const used = new Set<Exception>()
  const findings = files.flatMap((file) => {
    const pieces = readPieces(file.path, file.source).toSorted((a, b) => a.offset - b.offset)
    const places = firstOfEachName(pieces).map((piece) => ({ ...piece, ...file }))
    return places.flatMap((place) => patterns.flatMap((pattern) => findingsAt(place, pattern, used)))
  })
  return { findings, stale: entries.flatMap((entry) => staleExceptions(entry, used)) }
}

/** `path:line:column: message`, as editors and terminals make a link of it. */
export function formatFinding({ path, line, column, message }: Finding): string {
  return `${path}:${line}:${column}: ${message}`
}

export function placeOf(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

function findingsAt(place: Place, { entry, expression }: Pattern, used: Set<Exception>): Finding[] {
  if (entry.scope !== place.scope) return []
  const isName = place.scope === 'identifiers'
  const text = isName ? wordsOf(place.text) : place.text
  return [...text.matchAll(expression)].flatMap((match) => {
    const exceptions = exceptionsFor(entry, place, match)
    for (const exception of exceptions) used.add(exception)
    if (exceptions.length > 0) return []
    const found = match[0].trim().replace(/\s+/g, ' ')
    const index = match.index + match[0].length - match[0].trimStart().length
    const { path, source, offset } = place
    const of = isName ? ` in the name ${place.text}` : ''
    const message = `"${found}"${of}: write ${quoted(entry.write)}`
    return [{ path, ...placeOf(source, offset + (isName ? 0 : index)), message }]
  })
}

/** A name is reported where the file has it first. */
function firstOfEachName<T extends { scope: string; text: string }>(pieces: readonly T[]): T[] {
  const names = new Set<string>()
  return pieces.filter(({ scope, text }) => {
    if (scope !== 'identifiers') return true
    const isFirst = !names.has(text)
    names.add(text)
    return isFirst
  })
}

/** `askedSts`, `asked_sts` and `asked-sts` are `asked sts`. */
function wordsOf(name: string): string {
  const parted = name.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
  return parted.replace(/[-_$#]+/g, ' ').toLowerCase()
}

function staleExceptions({ find, exceptions = [] }: Entry, used: ReadonlySet<Exception>): string[] {
  return exceptions
    .filter((exception) => !used.has(exception))
    .map(({ reason, files, phrase }) => {
      const where = [files, phrase && `"${phrase}"`].filter((part) => part !== undefined).join(', ')
      return `the exception of ${find} for ${where} (${reason}) excepts nothing: remove it`
    })
}

function quoted(write: string | readonly string[]): string {
  return [write]
    .flat()
    .map((each) => `"${each}"`)
    .join(' or ')
}
