/** The outcome of a request: a shape, a word and a colour. */

import type { JSX } from 'preact'
import type { RequestOutcome } from '../api/outcome.ts'
import { t } from '../words.ts'
import { Icon } from './icons.tsx'
import { looks } from './looks.ts'

export function OutcomeState({ outcome }: { readonly outcome: RequestOutcome }): JSX.Element {
  const { kind, icon } = looks[outcome]
  return (
    <span class={`state ${kind}`}>
      <Icon name={icon} />
      {t(`request.${outcome}`)}
    </span>
  )
}
