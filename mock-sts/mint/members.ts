/** Members of a JOSE header or a claims set, and changes to them. */

export type Members = Readonly<Record<string, unknown>>

/** Applies a change; `null` or `undefined` removes a member. */
export function changed(members: Members, change: Members = {}): Record<string, unknown> {
  const all = Object.entries({ ...members, ...change })
  return Object.fromEntries(all.filter(([, value]) => value !== null && value !== undefined))
}
