/** The outcome of a request: accepted or refused, what decided it, and what to change. */

import type { ComponentChildren, JSX } from 'preact'
import { counted, t } from '../../words.ts'
import { Icon } from '../icons.tsx'
import { looks } from '../looks.ts'
import { Prose } from '../prose.tsx'
import { Cause } from './cause.tsx'
import type { NumberedRule } from './numbers.ts'

export type OutcomeKind = 'accepted' | 'warned' | 'refused' | 'challenged' | 'answered' | 'nothing wrong'

interface Props {
  readonly outcome: OutcomeKind
  /** Status and error of the answer: `400 invalid_client`. */
  readonly answer?: string | undefined
  /** The broken rules, the deciding one first. */
  readonly broken: readonly NumberedRule[]
  /** The scenario that acted, if one did. */
  readonly scenario?: string | undefined
  /** Whether the scenario decided the answer, instead of the rules. */
  readonly byScenario?: boolean
  /** Next to it: the whole answer. */
  readonly children?: ComponentChildren
}

export function Outcome({ outcome, answer, broken: all, scenario, byScenario = false, children }: Props): JSX.Element {
  const { kind, icon } = looks[outcome]
  // The challenge that the scenario came before is not a fault of the client.
  const broken = byScenario ? all.filter(({ rule }) => rule.id !== 'nonce-present') : all
  const [deciding, ...others] = broken
  return (
    <section class={`panel ${kind}`} aria-labelledby="outcome">
      <div class={children ? 'answer two' : 'answer'}>
        <div class="near">
          <h2 class="unseen" id="outcome">
            {t('outcome')}
          </h2>
          <p class="line">
            <span class={`big state ${kind}`}>
              <Icon name={icon} />
              {t(`outcome.${outcome}`)}
            </span>
            {answer !== undefined && <code>{answer}</code>}
            {outcome === 'refused' && deciding && !byScenario && (
              <>
                <span class="quiet">{t('decidedBy')}</span>
                <RuleLink rule={deciding} />
              </>
            )}
            {byScenario && <span class="quiet">{t('decidedBy.scenario')}</span>}
            {scenario !== undefined && (
              <span class="tag">
                <Icon name="bolt" />
                {!byScenario && <span class="unseen">{t('scenario')} </span>}
                {scenario}
              </span>
            )}
          </p>
          {byScenario && (
            <p class="soft">
              {deciding ? t('byScenario.alsoRefused') : t(all.length > 0 ? 'byScenario.challenge' : 'byScenario.fine')}
              {deciding && (
                <>
                  {' '}
                  <RuleLink rule={deciding} />
                </>
              )}
            </p>
          )}
          {deciding && (
            <>
              <p class="soft">
                <Prose text={deciding.rule.requires} />
              </p>
              <Cause rule={deciding.rule} withSource={false} />
            </>
          )}
          {others.length > 0 && (
            <p class="small soft">
              {counted('alsoBroken', others.length)}{' '}
              {others.map((rule, index) => (
                <span key={rule.rule.id}>
                  {index > 0 && ', '}
                  <RuleLink rule={rule} />
                </span>
              ))}
            </p>
          )}
        </div>
        {children}
      </div>
    </section>
  )
}

function RuleLink({ rule: { rule } }: { readonly rule: NumberedRule }): JSX.Element {
  return (
    <a class="data" href={`#rule-${rule.id}`}>
      {rule.id}
    </a>
  )
}
