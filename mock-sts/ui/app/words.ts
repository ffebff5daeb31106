/** The page's own words in the reader's language. Verdict texts are not translated. */
import { en } from './lang/en.ts'
import { nb } from './lang/nb.ts'
import { language } from './preferences.ts'

/** A dictionary has every word, with the same values in braces. */
export type Dictionary = Readonly<Record<Word, string>>
export type Word = keyof typeof en
/** The words of one part of the English dictionary, in another language. */
export type Translated<Part extends object> = Readonly<Record<keyof Part, string>>

const dictionaries: Readonly<Record<'en' | 'nb', Dictionary>> = { en, nb }

type Counted = { [Key in Word]: Key extends `${infer Name}.one` ? Name : never }[Word]

/** The word in the current language; `{name}` in it is replaced by the value. */
export function t(word: Word, values: Readonly<Record<string, string | number>> = {}): string {
  const text = dictionaries[language.value][word]
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}

/** The word for a count: `{n}` is the number. */
export function counted(word: Counted, n: number, values: Readonly<Record<string, string | number>> = {}): string {
  const form = n === 1 ? 'one' : 'other'
  return t(`${word}.${form}` as Word, { n: n.toLocaleString(locale()), ...values })
}

/** For numbers and dates. */
export function locale(): string {
  return language.value === 'nb' ? 'nb-NO' : 'en-GB'
}
