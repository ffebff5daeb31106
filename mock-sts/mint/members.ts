/** Members of a JOSE header or of claims, and changes to them. */

export type Members = Readonly<Record<string, unknown>>

/** `null` and `undefined` in the change leave a member out. */
export function changed(members: Members, change: Members = {}): Record<string, unknown> {
  const all = Object.entries({ ...members, ...change })
  return Object.fromEntries(all.filter(([, value]) => value !== null && value !== undefined))
}
