/** Reads TypeScript, JavaScript and JSON: comments and strings as prose, declared names and one-word strings as identifiers. */
import { type Comment, type Node, parseSync, type TemplateLiteral, visitorKeys } from 'oxc-parser'
import { declaredNames } from './declared-names.ts'
import { blank, blankCode, type Piece } from './piece.ts'

export function readTypeScript(path: string, source: string): Piece[] {
  const { program, comments } = parse(path, source)
  return [...commentPieces(source, comments), ...codePieces(source, program)]
}

/** JSON, with or without comments. What a member is called is data; what it says may be prose. */
export function readJson(path: string, source: string): Piece[] {
  // An object literal in brackets is an expression; the bracket moves every offset by one.
  return readTypeScript(`${path}.ts`, `(${source.trimEnd()})`)
    .map((piece) => ({ ...piece, offset: piece.offset - 1 }))
    .filter(({ scope, text, offset }) => scope === 'prose' && !/^"\s*:/.test(source.slice(offset + text.length)))
}

/** @throws {SyntaxError} for a file that cannot be parsed */
export function parse(path: string, source: string): { program: Node; comments: readonly Comment[] } {
  const { program, comments, errors } = parseSync(path, source)
  const [error] = errors
  if (error !== undefined) throw new SyntaxError(`${path}: ${error.message}`)
  return { program, comments }
}

/** Without module names: `from '…'` is the path of a file, whose name is read where the file is. */
export function childrenOf(node: Node): Node[] {
  const children = (visitorKeys[node.type] ?? []).flatMap((key) => {
    const child = Reflect.get(node, key) as Node | Node[] | null
    return key === 'source' && isString(child) ? [] : child
  })
  return children.filter((child) => child !== null && child !== undefined)
}

/** The text of a template as it is written, its expressions replaced by a word of their length. */
function templateText(source: string, { expressions, start, end }: TemplateLiteral): string {
  const inner = source.slice(start + 1, end - 1)
  return expressions.reduce((text, expression) => {
    const [from, to] = [expression.start - start - 3, expression.end - start]
    return text.slice(0, from) + 'x'.repeat(to - from) + text.slice(to)
  }, inner)
}

/** Line comments that follow one another are one comment. */
function commentPieces(source: string, comments: readonly Comment[]): Piece[] {
  const spans: { start: number; end: number }[] = []
  for (const { type, start, end } of comments) {
    const last = spans.at(-1)
    const gap = last && source.slice(last.end, start)
    if (last && type === 'Line' && /^\n[ \t]*$/.test(String(gap)) && source.startsWith('//', last.start)) last.end = end
    else spans.push({ start, end })
  }
  return spans.map(({ start, end }) => {
    const text = blank(source.slice(start, end), /(^|\n)[ \t]*(\/\*+|\/\/|\*(?!\/))|\*\/$/g)
    return { scope: 'prose', text: blankCode(text), offset: start }
  })
}

function codePieces(source: string, node: Node): Piece[] {
  const within = childrenOf(node).flatMap((child) => codePieces(source, child))
  const names = declaredNames(node).map(
    ({ name, start }) => ({ scope: 'identifiers', text: name, offset: start }) as const,
  )
  return [...textPieces(source, node), ...names, ...within]
}

function textPieces(source: string, node: Node): Piece[] {
  if (node.type === 'TemplateLiteral') return stringPieces(templateText(source, node), node.start + 1)
  if (node.type !== 'Literal' || typeof node.value !== 'string') return []
  return stringPieces(source.slice(node.start + 1, node.end - 1), node.start + 1)
}

function stringPieces(raw: string, offset: number): Piece[] {
  const text = blankCode(blank(raw, /\\[nrt]/g))
  if (/\S\s+\S/.test(text)) return [{ scope: 'prose', text, offset }]
  return /^[a-z][\w-]*$/i.test(text) ? [{ scope: 'identifiers', text, offset }] : []
}

function isString(node: Node | Node[] | null): boolean {
  return node !== null && !Array.isArray(node) && node.type === 'Literal'
}
