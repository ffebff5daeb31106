/** Reads a file in pieces, as its kind asks. */
import { blank, type Piece } from './piece.ts'
import { readMarkdown } from './read-markdown.ts'
import { readJson, readTypeScript } from './read-typescript.ts'

export function readPieces(path: string, source: string): Piece[] {
  return [...fileName(path), ...contents(path, source)]
}

function contents(path: string, source: string): Piece[] {
  if (/\.[jt]s$/.test(path)) return readTypeScript(path, source)
  if (/\.jsonc?$/.test(path)) return readJson(path, source)
  if (path.endsWith('.md')) return readMarkdown(source)
  return [readWhole(source)]
}

/** Shell, YAML, Dockerfile, Python, Java …: the code is read with its comments; a phrase of several words is seldom code. */
function readWhole(source: string): Piece {
  return { scope: 'prose', text: blank(source, /^[ \t]*(#+|\/\*+|\/\/|\*\/?|"""|<!--)/gm), offset: 0 }
}

/** `own-keys` of `own-keys.test.ts`. Reported at the start of the file. */
function fileName(path: string): Piece[] {
  const [name = ''] = path.slice(path.lastIndexOf('/') + 1).split('.')
  return name === '' ? [] : [{ scope: 'identifiers', text: name, offset: 0 }]
}
