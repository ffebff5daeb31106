/** Explain: judges what a client sent, here or to the real HelseID, from a pasted text or a file. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { control, dataOf, type ExplainRequest, type Explanations } from '../api/control.ts'
import { announce } from '../frame/announcer.tsx'
import { Empty, Problem } from '../parts/states.tsx'
import { counted, t } from '../words.ts'
import { ExplanationView } from './explain/explanation.tsx'
import { ExplainForm } from './explain/form.tsx'
import type { Page } from './page.ts'

export const explain: Page = { path: 'explain', name: 'explain', group: 'see', icon: 'page', View }

function View(): JSX.Element {
  const [found, setFound] = useState<Explanations | undefined>()
  const [problem, setProblem] = useState<Error | undefined>()
  const judge = async (request: ExplainRequest) => {
    try {
      const answer = await dataOf(control.POST('/explain', { body: request }))
      setFound(answer)
      setProblem(undefined)
      announce(counted('explain.found', answer.explanations.length))
    } catch (error) {
      setFound(undefined)
      setProblem(error as Error)
    }
  }
  const clear = () => {
    setFound(undefined)
    setProblem(undefined)
  }
  return (
    <>
      <div class="head">
        <h1>{t('page.explain')}</h1>
        <p>{t('explain.about')}</p>
      </div>
      <div class="split explain">
        <ExplainForm judge={judge} clear={clear} />
        <div class="stack">
          {problem && <Problem problem={problem} />}
          {found && <Found found={found} />}
          {found === undefined && problem === undefined && (
            <section class="panel">
              <Empty title={t('explain.empty')}>
                <p class="measure">{t('explain.empty.text')}</p>
              </Empty>
            </section>
          )}
        </div>
      </div>
    </>
  )
}

function Found({ found: { explanations, codes, notJudged } }: { readonly found: Explanations }): JSX.Element {
  const [chosen, setChosen] = useState(0)
  const explanation = explanations[Math.min(chosen, explanations.length - 1)]
  return (
    <>
      {explanations.length > 1 && (
        <fieldset class="segment">
          <legend class="unseen">{t('explain.choose')}</legend>
          {explanations.map(({ what, clientId }, index) => (
            <label key={index}>
              <input type="radio" name="explanation" checked={index === chosen} onChange={() => setChosen(index)} />
              <span lang="en">{what}</span> <span class="n data cut">{clientId}</span>
            </label>
          ))}
        </fieldset>
      )}
      {explanation && <ExplanationView key={chosen} explanation={explanation} />}
      {codes.length > 0 && (
        <section class="panel" aria-labelledby="codes">
          <header>
            <h2 id="codes">{t('explain.codes')}</h2>
          </header>
          <ul class="body" lang="en">
            {codes.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ul>
        </section>
      )}
      {notJudged.length > 0 && (
        <p class="small quiet">
          {t('explain.notJudged')}{' '}
          <span lang="en">{notJudged.map(({ what, url }) => (url ? `${what} (${url})` : what)).join(', ')}</span>
        </p>
      )}
    </>
  )
}
