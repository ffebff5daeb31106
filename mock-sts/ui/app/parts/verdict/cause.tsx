/** Why a rule is broken: expected, seen, fix, source. The texts are the twin's own, in English. */
import type { JSX } from 'preact'
import { t } from '../../words.ts'
import { Diff } from '../diff.tsx'
import { Prose } from '../prose.tsx'
import { Sources } from '../sources.tsx'
import type { Rule } from './numbers.ts'

export function Cause({
  rule,
  withSource = true,
}: {
  readonly rule: Rule
  readonly withSource?: boolean
}): JSX.Element {
  const { expected, seen, fix } = rule
  return (
    <dl class="cause">
      {expected !== undefined && (
        <>
          <dt>{t('expected')}</dt>
          <dd class="diff">
            <Prose text={expected} />
          </dd>
        </>
      )}
      {seen !== undefined && (
        <>
          <dt>{t('seen')}</dt>
          <dd>
            <Diff seen={withoutQuotes(seen, expected)} expected={expected} />
          </dd>
        </>
      )}
      {fix !== undefined && (
        <>
          <dt>{t('fix')}</dt>
          <dd class="fix">
            <Prose text={fix} />
          </dd>
        </>
      )}
      {withSource && (
        <>
          <dt>{t('source')}</dt>
          <dd class="small soft">
            <Sources rule={rule} />
          </dd>
        </>
      )}
    </dl>
  )
}

/** A JSON string as text, if what is expected is text: so that only the difference is marked. */
function withoutQuotes(seen: string, expected = '"'): string {
  const isQuoted = /^"[^"\\]*"$/.test(seen) && !expected.startsWith('"')
  return isQuoted ? seen.slice(1, -1) : seen
}
