/** Reads Markdown: paragraphs, headings and HTML comments, without code, addresses and fences. */
import { fromMarkdown } from 'mdast-util-from-markdown'
import { blank, type Piece } from './piece.ts'

type Root = ReturnType<typeof fromMarkdown>
type Nodes = Root | Root['children'][number]

export function readMarkdown(source: string): Piece[] {
  return blocks(fromMarkdown(source)).map((node) => {
    const [start, end] = span(node)
    const text = hidden(node).reduce(
      (text, { from, to, by }) => {
        return text.slice(0, from - start) + by.repeat(to - from) + text.slice(to - start)
      },
      source.slice(start, end),
    )
    return { scope: 'prose', text: blank(text, /\n[ \t]*>/g), offset: start }
  })
}

function blocks(node: Nodes): Nodes[] {
  if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'html') return [node]
  return 'children' in node ? node.children.flatMap(blocks) : []
}

/** What is not a sentence: code counts as one word, an address as none. */
function hidden(node: Nodes): { from: number; to: number; by: string }[] {
  const [from, to] = span(node)
  if (node.type === 'inlineCode') return [{ from, to, by: 'x' }]
  if (node.type === 'image') return [{ from, to, by: ' ' }]
  if (!('children' in node)) return []
  const address = node.type === 'link' ? [{ from: endOfLabel(node), to, by: ' ' }] : []
  return [...address, ...node.children.flatMap(hidden)]
}

/** `[label](address)`: where the label ends. An address in angle brackets is its own label. */
function endOfLabel({ children, position }: Extract<Nodes, { type: 'link' }>): number {
  const last = children.at(-1)
  return last === undefined ? Number(position?.start.offset) : span(last)[1]
}

function span({ position }: Nodes): [start: number, end: number] {
  return [Number(position?.start.offset), Number(position?.end.offset)]
}
