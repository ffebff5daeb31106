/** Texts that quote what was sent, which can be long: cut for an answer or the log, with their length. */

/** Longest text of a problem or a log event, in characters. */
const maxText = 4096

/** All texts of one problem, in characters. */
const maxTexts = 65_536

export function shortened(text: string): string {
  return text.length <= maxText ? text : `${text.slice(0, maxText)}… (${text.length} characters)`
}

/** The members of each fault, shortened; the faults after the first ones if they are too long together. */
export function shortenedFaults(faults: readonly object[]): object[] {
  const kept: object[] = []
  let length = 0
  for (const fault of faults) {
    const members = Object.entries(fault).map(([name, value]) => [
      name,
      typeof value === 'string' ? shortened(value) : value,
    ])
    for (const [, value] of members) length += typeof value === 'string' ? value.length : 8
    if (length > maxTexts) break
    kept.push(Object.fromEntries(members))
  }
  return kept
}
