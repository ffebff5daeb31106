/** Finds two names of one STS with different values, of which only one could apply: TEST1 and TEST2 are both at the STS `test`. */
import { stsNamed } from 'helseid-contract'

/** Says which names clash; undefined if none do. Names that do not exist are another problem. */
export function clashingNames(values: Readonly<Record<string, unknown>>): string | undefined {
  const before = new Map<string, readonly [name: string, value: unknown]>()
  for (const [name, value] of Object.entries(values)) {
    const sts = stsNamed(name)
    const [other, set] = before.get(sts ?? '') ?? []
    if (other !== undefined && set !== value) return `${other} and ${name} are both the STS ${sts}`
    if (sts !== undefined) before.set(sts, [name, value])
  }
  return undefined
}
