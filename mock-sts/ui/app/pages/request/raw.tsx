/** The request as received, line by line, with a mark on each line that breaks a rule. */
import type { JSX } from 'preact'
import { CopyIcon } from '../../parts/copy-button.tsx'
import { LongValue } from '../../parts/long-value.tsx'
import { Prose } from '../../parts/prose.tsx'
import { Marks } from '../../parts/verdict/mark.tsx'
import { t } from '../../words.ts'
import type { FullRequest } from './load.ts'
import type { RequestLine } from './request-lines.ts'

export function Raw({
  received,
  lines,
}: {
  readonly received: NonNullable<FullRequest['received']>
  readonly lines: readonly RequestLine[]
}): JSX.Element {
  const text = () =>
    [
      received.requestLine,
      ...received.headers.map(([name, value]) => `${name}: ${value}`),
      ...(received.body === undefined ? [] : ['', received.body]),
    ].join('\n')
  return (
    <section class="panel" aria-labelledby="raw">
      <header>
        <h2 id="raw">{t('request.raw')}</h2>
        <p>{t('request.raw.about')}</p>
        <span class="push">
          <CopyIcon text={text} what={t('request.raw')} />
        </span>
      </header>
      <ol class="json raw">
        {lines.map((line, index) => (
          <Line key={index} line={line} isFirstOfBody={line.part === 'body' && lines[index - 1]?.part !== 'body'} />
        ))}
      </ol>
    </section>
  )
}

function Line({
  line: { part, place, name, text, isMissing, marks, kind },
  isFirstOfBody,
}: {
  readonly line: RequestLine
  readonly isFirstOfBody: boolean
}): JSX.Element {
  const expected = marks.map(({ rule }) => rule.expected).find((found) => found !== undefined)
  return (
    <li
      class={[kind, isFirstOfBody ? 'gap' : ''].filter(Boolean).join(' ')}
      data-place={place ?? (part === 'line' ? 'line' : 'body')}
    >
      <span class="nums">
        <Marks rules={marks} />
      </span>
      <span class="v" dir="auto">
        {name !== undefined && <span class="k">{part === 'header' ? `${name}: ` : `${name}=`}</span>}
        {isMissing ? <span class="gloss">{t('jwt.missing')}</span> : <LongValue text={text} class={kind && 'hit'} />}
      </span>
      {expected !== undefined && (
        <span class="why">
          {t('expected')} <Prose text={expected} />
        </span>
      )}
    </li>
  )
}
