/** The last accepted request of a client next to the refused one: the members that differ. */
import type { JSX } from 'preact'
import { linkTo } from '../../address.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { Diff } from '../../parts/diff.tsx'
import { Loaded } from '../../parts/states.tsx'
import { t } from '../../words.ts'
import { differences } from './differences.ts'
import { type FullRequest, loadRequest } from './load.ts'

export function Compare({
  request,
  lastAccepted,
}: {
  readonly request: FullRequest
  readonly lastAccepted: string
}): JSX.Element {
  const answer = useAnswer(async () => differences(await loadRequest(lastAccepted), request), [lastAccepted, request])
  return (
    <section class="panel" aria-labelledby="compare">
      <header>
        <h2 id="compare">{t('request.compare')}</h2>
        <p>{t('request.compare.about')}</p>
        <a class="push small" href={linkTo(`requests/${lastAccepted}`)}>
          {t('request.compare.open')}
        </a>
      </header>
      <Loaded answer={answer} rows={3}>
        {(found) => (
          <table class="table cards">
            <thead>
              <tr>
                <th scope="col">{t('request.member')}</th>
                <th scope="col">{t('request.compare.last')}</th>
                <th scope="col">{t('request.compare.this')}</th>
              </tr>
            </thead>
            <tbody>
              {found.map(({ place, before, now }) => (
                <tr key={place}>
                  <td class="data full place">{place}</td>
                  <td class="full" data-name={t('request.compare.last')}>
                    <span class="diff">{before ?? t('jwt.missing')}</span>
                  </td>
                  <td class="full" data-name={t('request.compare.this')}>
                    {now === undefined ? t('jwt.missing') : <Diff seen={now} expected={before} />}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Loaded>
    </section>
  )
}
