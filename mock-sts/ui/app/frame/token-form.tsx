/** Takes the control token, instead of the content. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { unlock } from '../api/control.ts'
import { Icon } from '../parts/icons.tsx'
import { focusContent } from '../place.ts'
import { useTitle } from '../title.ts'
import { t } from '../words.ts'

export function TokenForm(): JSX.Element {
  const [wrong, setWrong] = useState(false)
  useTitle(t('token.title'))
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const field = (event.target as HTMLFormElement).elements.namedItem('token') as HTMLInputElement
    setWrong(false)
    const accepted = await unlock(field.value.trim())
    setWrong(!accepted)
    // The field is gone, and the focus with it.
    if (accepted) focusContent()
  }
  return (
    <>
      <div class="head">
        <h1>{t('token.title')}</h1>
      </div>
      <section class="panel narrow">
        <form class="body" onSubmit={submit}>
          <div class="field">
            <label for="token">{t('token.label')}</label>
            <input
              class="input data"
              id="token"
              name="token"
              type="password"
              autocomplete="off"
              required
              pattern="\s*[!-~]+\s*"
              aria-invalid={wrong}
              aria-describedby={wrong ? 'token-error token-hint' : 'token-hint'}
            />
            {wrong && (
              <p class="error" id="token-error" role="alert">
                <Icon name="cross" />
                {t('token.wrong')}
              </p>
            )}
            <span class="hint" id="token-hint">
              {t('token.hint')}
            </span>
          </div>
          <div class="row">
            <button class="button first" type="submit">
              {t('token.unlock')}
            </button>
          </div>
        </form>
      </section>
    </>
  )
}
