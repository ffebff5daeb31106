/** An entry of the list as it is matched, and the places where its words may stay. */
import { matchesGlob } from 'node:path'
import type { Entry, Exception } from './entry.ts'
import type { Piece } from './piece.ts'

export interface Pattern {
  readonly entry: Entry
  readonly expression: RegExp
}

/** A piece in its file: an exception may name either. */
export interface Place extends Piece {
  readonly path: string
  readonly source: string
}

export function compile(entry: Entry): Pattern {
  const { find } = entry
  return { entry, expression: spaced(typeof find === 'string' ? `\\b${escaped(find)}\\b` : find.source) }
}

/** The exceptions of the entry that let these words stay here. */
export function exceptionsFor({ exceptions = [] }: Entry, place: Place, words: RegExpExecArray): readonly Exception[] {
  return exceptions.filter(({ files = '**', phrase }) => {
    return matchesGlob(place.path, files) && (phrase === undefined || surrounds(phrase, place, words))
  })
}

function surrounds(
  phrase: string,
  { scope, text, source, offset }: Place,
  { index, 0: words }: RegExpExecArray,
): boolean {
  if (scope === 'identifiers') return phrase === text
  const end = index + words.trimEnd().length
  // As it is read, and as it is in the file, with the code that it quotes.
  return [text, source.slice(offset, offset + text.length)].some((each) =>
    [...each.matchAll(spaced(escaped(phrase)))].some(
      (match) => match.index <= index && match.index + match[0].length >= end,
    ),
  )
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function spaced(expression: string): RegExp {
  return new RegExp(expression.replaceAll(' ', '\\s+'), 'gi')
}
