/** Reads untrusted JSON. */
import type { Json } from 'helseid-contract/rules'

/** Maximum depth of System.Text.Json, `JsonReaderOptions.MaxDepth`. */
export const maxDepth = 64

/** True when `value` is nested more than `levels` deep. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1))
}

/** Undefined if the text is not JSON. The parser's message is dropped because it quotes the text, which may contain a secret. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
