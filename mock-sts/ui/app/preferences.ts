/** What the reader has chosen: theme, language, time zone, shortcuts. Kept in the browser. */
import { effect, type Signal, signal } from '@preact/signals'

export const themes = ['system', 'light', 'dark'] as const
export const languages = ['en', 'nb'] as const
export const zones = ['local', 'utc'] as const
const switches = ['on', 'off'] as const

export const theme = kept('theme', themes, 'system')
export const language = kept('language', languages, 'en')
export const zone = kept('zone', zones, 'local')
/** Whether single letters act; some readers' tools send letters (WCAG 2.1.4). */
export const shortcuts = kept('shortcuts', switches, 'on')

function kept<Choice extends string>(name: string, choices: readonly Choice[], preset: Choice): Signal<Choice> {
  const key = `helseid-mock ${name}`
  const stored = storage()?.getItem(key)
  const choice = signal(choices.find((one) => one === stored) ?? preset)
  effect(() => storage()?.setItem(key, choice.value))
  return choice
}

/** Undefined where the browser blocks storage: choices then last as long as the page. */
function storage(): Storage | undefined {
  try {
    return localStorage
  } catch (error) {
    if ((error as Error).name === 'SecurityError') return undefined
    throw error
  }
}

/** Shows the theme and the language in the document. */
export function applyPreferences(): void {
  effect(() => {
    const { documentElement: root } = document
    if (theme.value === 'system') delete root.dataset.theme
    else root.dataset.theme = theme.value
    root.lang = language.value
  })
}
