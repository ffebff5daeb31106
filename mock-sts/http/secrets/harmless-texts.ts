/** Remembers short texts without a secret: requests name the same clients, scopes and addresses again and again. */

export interface HarmlessTexts {
  has(text: string): boolean
  /** Ignores a text that is longer than `maxLength`. */
  add(text: string): void
}

const maxTexts = 1000

/**
 * Forgets every text when `known`, the secrets that are recognised by their value, changes.
 * @param maxLength in characters
 */
export function createHarmlessTexts(known: () => readonly (string | undefined)[], maxLength = 200): HarmlessTexts {
  const texts = new Set<string>()
  let checkedFor: readonly (string | undefined)[] = []
  return {
    has(text) {
      const current = known()
      if (current.length !== checkedFor.length || current.some((value, index) => value !== checkedFor[index])) {
        texts.clear()
        checkedFor = [...current]
      }
      return texts.has(text)
    },
    add(text) {
      if (text.length > maxLength) return
      if (texts.size >= maxTexts) texts.delete(texts.keys().next().value as string)
      // A copy, because a part of a text keeps the whole text in memory.
      texts.add(Buffer.from(text, 'utf16le').toString('utf16le'))
    },
  }
}
