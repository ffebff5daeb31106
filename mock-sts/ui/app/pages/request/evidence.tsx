/** The outcome of a request and everything it rests on. */
import type { JSX } from 'preact'
import { keyOnly } from '../../api/link-key.ts'
import { outcomeOf } from '../../api/outcome.ts'
import { CopyIcon } from '../../parts/copy-button.tsx'
import { LongValue } from '../../parts/long-value.tsx'
import { numbered } from '../../parts/verdict/numbers.ts'
import { Outcome } from '../../parts/verdict/outcome.tsx'
import { RuleList } from '../../parts/verdict/rule-list.tsx'
import { t } from '../../words.ts'
import { Compare } from './compare.tsx'
import { Decoded } from './decoded.tsx'
import { Diagram } from './diagram.tsx'
import type { FullFlow, FullRequest } from './load.ts'
import { Raw } from './raw.tsx'
import { placedIn, requestLines } from './request-lines.ts'

const jwtParts = ['assertion', 'proof', 'accessToken'] as const

export function Evidence({
  request,
  flow,
}: {
  readonly request: FullRequest
  readonly flow: FullFlow | undefined
}): JSX.Element {
  const { status, error, scenario, decidedBy, verdict, received, corrected, lastAccepted, decoded = {} } = request
  const broken = numbered(verdict?.rules ?? [], verdict?.answer?.rule)
  const lines = received === undefined ? [] : requestLines(received, broken)
  const inLines = placedIn(lines)
  const isInJwt = (at: string) =>
    jwtParts.some((part) => decoded[part] !== undefined && (at === part || at.startsWith(`${part}.`)))
  const elsewhere = broken.filter((rule) => !inLines.has(rule) && !isInJwt(rule.rule.at))
  return (
    <>
      <Outcome
        outcome={outcomeOf(request)}
        answer={status === 0 ? t('flow.broken') : [status, error].filter(Boolean).join(' ')}
        broken={broken}
        scenario={scenario}
        byScenario={decidedBy?.scenario !== undefined}
      >
        <WholeAnswer request={request} />
      </Outcome>
      <div class="split flow-decoded">
        {flow && <Diagram flow={flow} request={request} />}
        <Decoded request={request} broken={broken} elsewhere={elsewhere} />
      </div>
      {corrected && <Corrected corrected={corrected} />}
      {verdict === undefined ? (
        <p class="hint">{t('request.notJudged')}</p>
      ) : (
        <RuleList rules={verdict.rules} broken={broken} />
      )}
      {/* The key of a verdict link does not open another flow. */}
      {lastAccepted !== undefined && !keyOnly.value && <Compare request={request} lastAccepted={lastAccepted} />}
      {received && <Raw received={received} lines={lines} />}
    </>
  )
}

function WholeAnswer({ request: { endpoint, response } }: { readonly request: FullRequest }): JSX.Element {
  const { status = 0, body } = response ?? {}
  const title = t(
    endpoint === 'other'
      ? 'request.ownAnswer'
      : isOfHelseId(endpoint)
        ? 'request.wholeAnswer'
        : 'request.theWholeAnswer',
  )
  return (
    <div class="said">
      <span class="row">
        {title}
        {body !== undefined && body !== '' && <CopyIcon text={body} what={title} />}
      </span>
      {status === 0 ? <span>{t('request.noAnswer')}</span> : <code>HTTP/1.1 {status}</code>}
      {body !== undefined && body !== '' && (
        <code class="answer-body" dir="auto">
          <LongValue text={body} />
        </code>
      )}
      <span class="small">{t(endpoint === 'other' ? 'request.ownAnswer.note' : 'request.wholeAnswer.note')}</span>
    </div>
  )
}

/** Whether the real HelseID has the endpoint: an API and the test-token service are others'. */
function isOfHelseId(endpoint: FullRequest['endpoint']): boolean {
  return !['api', 'selvbetjening', 'test-token', 'other'].includes(endpoint)
}

function Corrected({ corrected }: { readonly corrected: NonNullable<FullRequest['corrected']> }): JSX.Element {
  const { curl, byHand } = corrected
  return (
    <section class="panel" aria-labelledby="corrected">
      <header>
        <h2 id="corrected">{t('request.corrected')}</h2>
        <p>{t(corrected.canSign && !keyOnly.value ? 'request.signed' : 'request.corrected.about')}</p>
        <span class="push">
          <CopyIcon text={curl} what={t('request.corrected')} />
        </span>
      </header>
      {byHand.length > 0 && (
        <div class="body small soft">
          <p>
            {t('request.byHand')}{' '}
            {byHand.map((rule, index) => (
              <span key={rule}>
                {index > 0 && ', '}
                <a class="data" href={`#rule-${rule}`}>
                  {rule}
                </a>
              </span>
            ))}
          </p>
        </div>
      )}
      <pre class="code" lang="en">
        {curl}
      </pre>
    </section>
  )
}
