/** Examples that connect a client, with this server's addresses, and the demo client if the twin has it. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { controlPlane } from '../../address.ts'
import type { Overview } from '../../api/control.ts'
import { CopyIcon } from '../../parts/copy-button.tsx'
import { t } from '../../words.ts'
import { filledIn, type Snippet, type SnippetValues, snippets, valuesOfClient } from './snippets.ts'

export function Connect({ overview }: { readonly overview: Overview }): JSX.Element {
  const [chosen, setChosen] = useState<Snippet>(snippets[0] as Snippet)
  const parts = filledIn(chosen.text, valuesFor(overview))
  return (
    <section class="panel" aria-labelledby="connect">
      <header>
        <h2 id="connect">{t('overview.connect')}</h2>
        <p>{t(overview.demoClient ? 'overview.withDemoClient' : 'overview.withoutDemoClient')}</p>
      </header>
      <div class="tabs-row">
        <fieldset class="segment">
          <legend class="unseen">{t('overview.language')}</legend>
          {snippets.map((snippet) => (
            <label key={snippet.language}>
              <input type="radio" name="snippet" checked={snippet === chosen} onChange={() => setChosen(snippet)} />
              {snippet.language}
            </label>
          ))}
        </fieldset>
        <span class="push">
          <CopyIcon
            text={() => parts.map(({ text }) => text).join('')}
            what={t('overview.example', { language: chosen.language })}
          />
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, which must be possible by keyboard */}
      <section class="code wide pane" tabIndex={0} aria-label={t('overview.example', { language: chosen.language })}>
        <pre lang="en">{parts.map(({ text, isValue }) => (isValue ? <span class="put">{text}</span> : text))}</pre>
      </section>
      <footer>
        <span>
          {chosen.from === undefined ? t('overview.notRun') : t('overview.tested')}{' '}
          {chosen.from !== undefined && <code>{chosen.from}</code>}
        </span>
      </footer>
    </section>
  )
}

function valuesFor({ stses, demoClient, guarded }: Overview): SnippetValues {
  return {
    base: controlPlane.replace(/\/_mock\/$/, ''),
    issuer: stses[0]?.issuer ?? '',
    ...valuesOfClient(demoClient),
    authorization: guarded ? '\n  -H "authorization: Bearer $CONTROL_TOKEN" \\' : '',
  }
}
