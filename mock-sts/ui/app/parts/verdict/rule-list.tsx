/** The verdict rule by rule: the broken ones with expected, seen, fix and source, then those not evaluated and those that passed. */
import type { ComponentChildren, JSX } from 'preact'
import { linkTo } from '../../address.ts'
import { counted, t } from '../../words.ts'
import { Certainty } from '../certainty.tsx'
import { Icon, type IconName } from '../icons.tsx'
import { Prose } from '../prose.tsx'
import { Cause } from './cause.tsx'
import { Mark } from './mark.tsx'
import type { NumberedRule, Rule } from './numbers.ts'

interface Props {
  readonly rules: readonly Rule[]
  readonly broken: readonly NumberedRule[]
}

export function RuleList({ rules, broken }: Props): JSX.Element {
  const passed = rules.filter(({ outcome }) => outcome === 'passed')
  const notEvaluated = rules.filter(({ outcome }) => outcome === 'not evaluated')
  const off = rules.filter(({ outcome, severity }) => outcome === 'broken' && severity === 'off')
  return (
    <section class="panel" aria-labelledby="verdict">
      <header>
        <h2 id="verdict">{t('verdict')}</h2>
        <p>{t('verdict.counts', { broken: broken.length, passed: passed.length, rest: notEvaluated.length })}</p>
      </header>
      {broken.length > 0 && (
        <ol class="rules">
          {broken.map((rule) => (
            <Broken key={rule.rule.id} rule={rule} />
          ))}
        </ol>
      )}
      <Fold icon="none" title={counted('verdict.notEvaluated', notEvaluated.length)} rules={notEvaluated} />
      <Fold icon="none" title={counted('verdict.off', off.length)} rules={off} />
      <Fold icon="tick" title={counted('verdict.passed', passed.length)} rules={passed} />
    </section>
  )
}

function Broken({ rule: numberedRule }: { readonly rule: NumberedRule }): JSX.Element {
  const { rule, kind } = numberedRule
  return (
    <li class="full" id={`rule-${rule.id}`}>
      <div class="rule-name">
        <Mark rule={numberedRule} />
        <div>
          <RuleLink rule={rule} />
          <p>
            <Prose text={rule.requires} />
          </p>
          <p class="tags">
            <span class={`tag ${kind}`}>
              <Icon name={kind === 'bad' ? 'cross' : 'triangle'} />
              {t(kind === 'bad' ? 'severity.reject' : 'severity.warn')}
            </span>
            <Certainty status={rule.status} />
          </p>
        </div>
      </div>
      <Cause rule={rule} />
    </li>
  )
}

function Fold({
  icon,
  title,
  rules,
}: {
  readonly icon: IconName
  readonly title: string
  readonly rules: readonly Rule[]
}): ComponentChildren {
  if (rules.length === 0) return null
  return (
    <details class="fold">
      <summary>
        <Icon name="turn" class="turn" />
        <Icon name={icon} />
        {title}
      </summary>
      <ul class="passed">
        {rules.map((rule) => (
          <li key={rule.id}>
            <RuleLink rule={rule} />
            {rule.because !== undefined && (
              <span class="small quiet" lang="en">
                {' '}
                {rule.because}
              </span>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}

function RuleLink({ rule: { id, requires } }: { readonly rule: Rule }): JSX.Element {
  return (
    <a class="id" lang="en" href={`${linkTo('rules')}#${id}`} title={requires}>
      {id}
    </a>
  )
}
