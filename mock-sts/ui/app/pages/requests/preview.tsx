/** The selected row next to the list: why it was refused, and what to change. */
import type { JSX } from 'preact'
import { linkTo } from '../../address.ts'
import { control, dataOf } from '../../api/control.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { looks } from '../../parts/looks.ts'
import { OutcomeState } from '../../parts/outcome-state.tsx'
import { Prose } from '../../parts/prose.tsx'
import { Time } from '../../parts/time.tsx'
import { Cause } from '../../parts/verdict/cause.tsx'
import { t } from '../../words.ts'
import type { Row } from './rows.ts'
import { rememberScroll } from './scroll.ts'
import { pathOf } from './url.ts'

export function Preview({ row: { main, outcome, broken, requests } }: { readonly row: Row }): JSX.Element {
  const [first, ...others] = broken
  const byScenario = main.decidedBy?.scenario
  const address = linkTo(`requests/${main.id}`)
  return (
    <aside class="peek sticky" aria-label={t('requests.selected')}>
      <section class={`panel ${looks[outcome].kind}`}>
        <header>
          <h2>
            <OutcomeState outcome={outcome} />
          </h2>
          <code>{[main.status, main.error].filter(Boolean).join(' ')}</code>
          {byScenario !== undefined && (
            <span class="small">
              {t('decidedBy.scenario')} <code>{byScenario}</code>
            </span>
          )}
          <a class="push small" href={address} onClick={rememberScroll}>
            {t('requests.openIt')}
          </a>
        </header>
        <div class="body">
          {first && (
            <>
              <p>
                {byScenario !== undefined && (
                  <>
                    {t('byScenario.alsoRefused')}
                    <br />
                  </>
                )}
                <code>{first.id}</code>
                <br />
                <span class="soft">
                  <Prose text={first.requires} />
                </span>
              </p>
              <Cause rule={first} withSource={false} />
            </>
          )}
          {!first && (
            <p class="soft">
              <code>
                {main.method} {pathOf(main.url)}
              </code>
            </p>
          )}
          <div class="row">
            {first && <CopyButton label={t('request.copyCurl')} text={() => curlOf(main.id)} />}
            <CopyButton label={t('request.copyLink')} text={() => new URL(address, location.origin).href} icon="link" />
          </div>
        </div>
        {others.length > 0 && (
          <div class="body ruled">
            <h3>{t('requests.alsoBroken')}</h3>
            <ul class="near">
              {others.map(({ id, severity, fix, requires }) => (
                <li key={id}>
                  <code class={`state ${severity === 'reject' ? 'bad' : 'warn'}`}>{id}</code>
                  <br />
                  <span class="small soft">
                    <Prose text={fix ?? requires} />
                  </span>
                </li>
              ))}
            </ul>
          </div>
        )}
        <div class="body ruled">
          <h3>{t('flow')}</h3>
          <ol class="near small soft">
            {requests.slice(-6).map(({ id, at, method, endpoint, status, error }) => (
              <li key={id} class="legline">
                <Time at={at} />
                <span>
                  {method} {endpoint}
                  <br />
                  <span class="data">{[status || '–', error].filter(Boolean).join(' ')}</span>
                </span>
              </li>
            ))}
          </ol>
        </div>
      </section>
    </aside>
  )
}

async function curlOf(id: string): Promise<string> {
  const { corrected } = await dataOf(control.GET('/requests/{id}', { params: { path: { id } } }))
  return corrected?.curl ?? ''
}
