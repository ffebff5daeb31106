/** Reads JSON that a caller sent, without trusting it. */
import type { Json } from 'helseid-contract/rules'

/** Depth that System.Text.Json reads, `JsonReaderOptions.MaxDepth`. */
export const maxDepth = 64

/** True when `value` is nested more than `levels` deep. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1))
}

/** Undefined for text that is not JSON: the caller says so. The parser's own message would quote the text, which may hold a secret. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
