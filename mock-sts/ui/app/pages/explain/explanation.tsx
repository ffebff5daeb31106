/** One explanation: the outcome, what could not be checked, the decoded JWTs with marks, the verdict, and the corrected request. */
import type { JSX } from 'preact'
import type { Explanation } from '../../api/control.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Icon } from '../../parts/icons.tsx'
import { Time } from '../../parts/time.tsx'
import { DecodedJwt } from '../../parts/verdict/decoded-jwt.tsx'
import { type NumberedRule, numbered } from '../../parts/verdict/numbers.ts'
import { Outcome } from '../../parts/verdict/outcome.tsx'
import { RuleList } from '../../parts/verdict/rule-list.tsx'
import { SendInstead } from '../../parts/verdict/send-instead.tsx'
import { t } from '../../words.ts'

export function ExplanationView({ explanation }: { readonly explanation: Explanation }): JSX.Element {
  const { verdict, corrected, what } = explanation
  const { answer, rules } = verdict
  const broken = numbered(rules, answer?.rule)
  const outcome = verdict.outcome === 'accepted' && broken.length > 0 ? 'warned' : verdict.outcome
  const status = answer === undefined ? undefined : `${answer.status ?? 400} ${answer.error}`
  return (
    <>
      <Outcome outcome={outcome} answer={status} broken={broken}>
        <div class="said">
          <span lang="en">{what}</span>
          <Facts explanation={explanation} />
          {corrected && broken.length > 0 && (
            <div>
              <CopyButton label={t('explain.copyCorrected')} text={corrected.curl} />
            </div>
          )}
        </div>
      </Outcome>
      <NotChecked explanation={explanation} />
      <Decoded explanation={explanation} broken={broken} />
      <RuleList rules={rules} broken={broken} />
    </>
  )
}

function Facts({
  explanation: { clientId, issuer, issuerFrom, at, atFrom, calls, signature },
}: {
  readonly explanation: Explanation
}): JSX.Element {
  return (
    <dl class="pairs">
      <dt>{t('explain.client')}</dt>
      <dd class="data" dir="auto">
        {clientId}
      </dd>
      <dt>{t('explain.for')}</dt>
      <dd>
        <code>{issuer}</code>{' '}
        <span class="quiet small" lang="en">
          {issuerFrom}
        </span>
      </dd>
      {calls !== undefined && (
        <>
          <dt>{t('explain.calls')}</dt>
          <dd class="data">{calls}</dd>
        </>
      )}
      <dt>{t('explain.at')}</dt>
      <dd>
        <Time at={at * 1000} precise={false} dated />{' '}
        <span class="quiet small" lang="en">
          {atFrom}
        </span>
      </dd>
      <dt>{t('jwt.signature')}</dt>
      <dd lang="en">{signature}</dd>
    </dl>
  )
}

function NotChecked({ explanation: { notChecked } }: { readonly explanation: Explanation }): JSX.Element | null {
  if (notChecked.length === 0) return null
  return (
    <div class="notice warn">
      <Icon name="triangle" />
      <div>
        <b>{t('explain.notChecked')}</b>
        <ul lang="en">
          {notChecked.map(({ what, because }) => (
            <li key={what}>
              {what}: {because}
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

const roots = { assertion: 'assertion', proof: 'proof', accessToken: 'token' } as const
const titles = { assertion: 'jwt.assertion', proof: 'jwt.proof', accessToken: 'jwt.token' } as const

function Decoded({
  explanation: { decoded },
  broken,
}: {
  readonly explanation: Explanation
  readonly broken: readonly NumberedRule[]
}): JSX.Element | null {
  const parts = (['assertion', 'accessToken', 'proof'] as const).filter((name) => decoded[name] !== undefined)
  if (parts.length === 0) return null
  const hasChanges = broken.some(({ rule }) => rule.value !== undefined)
  const columns = parts.length + (hasChanges ? 1 : 0)
  return (
    <section class="panel" aria-labelledby="decoded">
      <header>
        <h2 id="decoded">{t('decoded')}</h2>
        <p>{t('decoded.about')}</p>
      </header>
      <div class={['decoded', columns === 1 && 'one', columns === 2 && 'pair'].filter(Boolean).join(' ')}>
        {parts.map((name) => (
          <DecodedJwt
            key={name}
            title={t(titles[name])}
            compact={decoded[name]?.compact ?? ''}
            root={roots[name]}
            broken={broken}
          />
        ))}
        {hasChanges && <SendInstead broken={broken} />}
      </div>
    </section>
  )
}
