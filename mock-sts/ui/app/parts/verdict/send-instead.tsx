/** What to send instead: the members whose right value is known, ready to copy. */
import type { JSX } from 'preact'
import { t } from '../../words.ts'
import { CopyIcon } from '../copy-button.tsx'
import { Icon } from '../icons.tsx'
import type { NumberedRule } from './numbers.ts'

const titles = {
  'assertion.header': 'instead.assertionHeader',
  'assertion.claims': 'instead.assertionClaims',
  'proof.header': 'instead.proofHeader',
  'proof.claims': 'instead.proofClaims',
  form: 'instead.form',
} as const

interface Change {
  readonly name: string
  readonly value: unknown
}

/** Null if no rule knows the right value. */
export function SendInstead({ broken }: { readonly broken: readonly NumberedRule[] }): JSX.Element | null {
  const groups = Object.entries(titles).flatMap(([place, word]) => {
    const changes = changesIn(place, broken)
    return changes.length > 0 ? [{ place, title: t(word), changes }] : []
  })
  if (groups.length === 0) return null
  return (
    <section class="jwt">
      <h3>{t('instead')}</h3>
      {groups.map(({ place, title, changes }) => (
        <div key={place}>
          <h4 class="row">
            {title} <CopyIcon text={() => textOf(changes)} what={title} />
          </h4>
          <ol class="json">
            {changes.map(({ name, value }) => (
              <li key={name} class="good">
                <span class="nums">
                  <Icon name="tick" />
                </span>
                <span class="v" dir="auto">
                  <span class="k">{JSON.stringify(name)}: </span>
                  {JSON.stringify(value)}
                </span>
              </li>
            ))}
          </ol>
        </div>
      ))}
    </section>
  )
}

/** The first right value for each member, because a rule that decides comes first. */
function changesIn(place: string, broken: readonly NumberedRule[]): readonly Change[] {
  const changes = new Map<string, unknown>()
  for (const { rule } of broken) {
    const name = rule.at.slice(place.length + 1)
    if (rule.value !== undefined && rule.at.startsWith(`${place}.`) && !changes.has(name)) changes.set(name, rule.value)
  }
  return [...changes].map(([name, value]) => ({ name, value }))
}

function textOf(changes: readonly Change[]): string {
  return JSON.stringify(Object.fromEntries(changes.map(({ name, value }) => [name, value])), null, 2)
}
