/** The texts that only the source shows, with `file:line`: errors, problem details, log lines and whatever else is a sentence. */
import type { Node } from 'oxc-parser'
import { type SourceFile, sourceFiles } from '../words/files.ts'
import { placeOf } from '../words/find.ts'
import { childrenOf, parse } from '../words/read-typescript.ts'
import type { Group } from './group.ts'
import { type Kind, kindOf, kinds } from './kind-of.ts'

interface Text {
  readonly kind: Kind
  readonly text: string
  readonly offset: number
}

export function packageSources(): SourceFile[] {
  const { files } = sourceFiles(new URL('../../', import.meta.url))
  return files.filter(({ path }) => /^(contract|client|mock-sts)\/.*\.ts$/.test(path))
}

/** One group for each kind: each text once, where it is first, and none that `produced` shows already. */
export function sourceTexts(files: readonly SourceFile[], produced: readonly Group[]): Group[] {
  const shown = spaceless(produced.flatMap(({ lines }) => lines).join('\n'))
  const found = files.flatMap((file) =>
    textsIn(file, parse(file.path, file.source).program, []).map(({ offset, ...text }) => ({
      ...text,
      place: `${file.path}:${placeOf(file.source, offset).line}`,
    })),
  )
  const isNew = found.filter(({ text }) => text.split(expression).some((part) => !shown.includes(spaceless(part))))
  return kinds.map((kind) => {
    const byText = Map.groupBy(
      isNew.filter((text) => text.kind === kind),
      ({ text }) => text,
    )
    const lines = [...byText].map(
      ([text, places]) => `${places[0]?.place}  ${text}${places.length > 1 ? ` (×${places.length})` : ''}`,
    )
    return { title: `${kind} (in the source)`, lines }
  })
}

const expression = /\$\{(?:[^{}]|\{[^{}]*\})*\}/g

function textsIn(file: SourceFile, node: Node, around: readonly Node[]): Text[] {
  // The strings of a type are names.
  if (node.type === 'TSLiteralType') return []
  const { path, source } = file
  const text = textOf(source, node)
  const isText = text !== undefined && isSentence(text)
  const own = isText ? [{ kind: kindOf(path, source, around), text, offset: node.start }] : []
  return [...own, ...childrenOf(node).flatMap((child) => textsIn(file, child, [...around, node]))]
}

/** As it is written in the source, `${expressions}` included. */
function textOf(source: string, node: Node): string | undefined {
  if (node.type === 'TemplateLiteral') return source.slice(node.start + 1, node.end - 1)
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined
}

/** Two words at least, in what is not an expression. */
function isSentence(text: string): boolean {
  return /\p{L}{2}[^\n]*\s[^\n]*\p{L}{2}/u.test(text.replace(expression, ''))
}

/** Commander wraps help: its line breaks are not those of the source. */
function spaceless(text: string): string {
  return text.replace(/\\[nrt]|\\?[`\s]/g, '')
}
