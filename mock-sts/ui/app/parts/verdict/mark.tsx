/** The numbers that mark an offending member. Never by colour alone: a square refuses, a ring warns, and each has its word. */
import type { JSX } from 'preact'
import { t } from '../../words.ts'
import type { NumberedRule } from './numbers.ts'

export function Marks({ rules }: { readonly rules: readonly NumberedRule[] }): JSX.Element {
  return (
    <>
      {rules.map((rule) => (
        <Mark key={rule.number} rule={rule} />
      ))}
    </>
  )
}

export function Mark({ rule: { number, kind, rule } }: { readonly rule: NumberedRule }): JSX.Element {
  return (
    <span class={`mark ${kind}`} data-rule={rule.id} title={rule.id}>
      <span class="unseen">{t(`mark.${kind}`)} </span>
      {number}
    </span>
  )
}
