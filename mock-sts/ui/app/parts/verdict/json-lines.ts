/** JSON as lines with the path of each, so that a mark is on exactly the member that a rule names. */
import { type NumberedRule, worst } from './numbers.ts'
import { isPublicKey, shortForm } from './public-key.ts'

export interface JsonLine {
  /** Path of the member with dots, such as `assertion.claims.aud`; undefined for a closing bracket. */
  readonly path: string | undefined
  readonly depth: number
  /** Name of the member; undefined in an array, and for a closing bracket. */
  readonly name: string | undefined
  /** The value, or the bracket, as JSON. */
  readonly text: string
  /** A member that a rule misses: it is not in the JSON. */
  readonly isMissing: boolean
  readonly marks: readonly NumberedRule[]
  readonly kind: NumberedRule['kind'] | undefined
  /** The public key that is folded into this line. */
  readonly key?: Readonly<Record<string, unknown>> & { readonly kty: string }
}

type Container = readonly unknown[] | Readonly<Record<string, unknown>>

/**
 * The members of `value`, which is at the path `root`. Each rule of `rules` marks one line: its member; a line for the member if that is missing;
 * the nearest member around it if there is no place for such a line. Rules that name `root` itself or a place outside it mark nothing.
 * A public key without a mark is one line, unless its path is in `unfolded`.
 */
export function jsonLines(
  value: Container,
  root: string,
  rules: readonly NumberedRule[],
  unfolded: ReadonlySet<string> = new Set(),
): readonly JsonLine[] {
  const inside = rules.filter(({ rule }) => rule.at.startsWith(`${root}.`))
  const paths = new Set([root, ...pathsIn(value, root)])
  const placed = Map.groupBy(inside, ({ rule }) => placeFor(rule.at, paths, value, root))
  return linesOf(value, root, 0, { placed, unfolded })
}

function pathsIn(value: Container, path: string): readonly string[] {
  return Object.entries(value).flatMap(([name, member]) => {
    const own = `${path}.${name}`
    return isContainer(member) ? [own, ...pathsIn(member, own)] : [own]
  })
}

/** The path itself if it exists or its object does, otherwise that of the nearest member around it. */
function placeFor(path: string, paths: ReadonlySet<string>, value: Container, root: string): string {
  if (paths.has(path)) return path
  const parent = path.slice(0, path.lastIndexOf('.'))
  if (paths.has(parent) && isContainer(valueAt(value, root, parent))) return path
  // A missing member of the root itself: nothing else could be marked.
  return parent === root || !parent.startsWith(root) ? path : placeFor(parent, paths, value, root)
}

function valueAt(value: Container, root: string, path: string): unknown {
  const names = path === root ? [] : path.slice(root.length + 1).split('.')
  return names.reduce<unknown>(
    (found, name) => (isContainer(found) ? (found as Record<string, unknown>)[name] : undefined),
    value,
  )
}

function linesOf(
  value: Container,
  path: string,
  depth: number,
  context: {
    readonly placed: ReadonlyMap<string, readonly NumberedRule[]>
    readonly unfolded: ReadonlySet<string>
  },
): readonly JsonLine[] {
  const { placed, unfolded } = context
  const names = Object.keys(value)
  const missing = [...placed.keys()].filter((place) => {
    const parent = place.slice(0, place.lastIndexOf('.'))
    return parent === path && !names.includes(place.slice(path.length + 1))
  })
  const last = names.length + missing.length - 1
  const lineAt = (own: string, more: Partial<JsonLine>): JsonLine => {
    const marks = placed.get(own) ?? []
    return { path: own, depth, name: undefined, text: '', isMissing: false, marks, kind: worst(marks), ...more }
  }
  const members = names.flatMap((name, index): readonly JsonLine[] => {
    const own = `${path}.${name}`
    const member = (value as Readonly<Record<string, unknown>>)[name]
    const comma = index < last ? ',' : ''
    const label = Array.isArray(value) ? undefined : name
    const isEmpty = isContainer(member) && Object.keys(member).length === 0 && !hasPlaceIn(own, placed)
    if (!isContainer(member) || isEmpty) return [lineAt(own, { name: label, text: JSON.stringify(member) + comma })]
    if (isPublicKey(member) && !placed.has(own) && !hasPlaceIn(own, placed) && !unfolded.has(own))
      return [lineAt(own, { name: label, text: shortForm(member) + comma, key: member })]
    const [open, close] = Array.isArray(member) ? ['[', ']'] : ['{', '}']
    const closing: JsonLine = {
      path: undefined,
      depth,
      name: undefined,
      text: close + comma,
      isMissing: false,
      marks: [],
      kind: undefined,
    }
    return [lineAt(own, { name: label, text: open }), ...linesOf(member, own, depth + 1, context), closing]
  })
  return [...members, ...missing.map((own) => lineAt(own, { name: own.slice(path.length + 1), isMissing: true }))]
}

function hasPlaceIn(path: string, placed: ReadonlyMap<string, unknown>): boolean {
  return [...placed.keys()].some((place) => place.startsWith(`${path}.`))
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null
}
