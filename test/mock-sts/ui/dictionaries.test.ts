/** The dictionaries of the workbench have the same words, with the same values in them. */
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { en } from '../../../mock-sts/ui/app/lang/en.ts'

const folder = new URL('../../../mock-sts/ui/app/lang/', import.meta.url)
const languages = readdirSync(folder).flatMap((file) => /^(\w+)\.ts$/.exec(file)?.slice(1) ?? [])
const partsOf = (language: string) => readdirSync(new URL(`${language}/`, folder)).sort()
const valuesIn = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()

describe.each(languages)('the dictionary %s', async (language) => {
  const { [language]: words } = (await import(`${folder}${language}.ts`)) as Record<string, Record<string, string>>

  it('has every word of the English one and no other', () => {
    expect(Object.keys(words ?? {}).sort()).toEqual(Object.keys(en).sort())
  })

  it('has the parts of the English one, each with the same words, and no word in two parts', async () => {
    expect(partsOf(language)).toEqual(partsOf('en'))
    const all: string[] = []
    for (const part of partsOf('en')) {
      const [own, english] = await Promise.all([language, 'en'].map((code) => import(`${folder}${code}/${part}`)))
      const name = part.replace(/\.ts$/, '')
      expect(Object.keys(own[name]).sort()).toEqual(Object.keys(english[name]).sort())
      all.push(...Object.keys(own[name]))
    }
    expect(all.sort()).toEqual([...new Set(all)])
    expect(all).toEqual(Object.keys(words ?? {}).sort())
  })

  it('has the same values in each word, and no empty word', () => {
    for (const [word, text] of Object.entries(en)) {
      expect([word, valuesIn(words?.[word] ?? '')]).toEqual([word, valuesIn(text)])
      expect([word, words?.[word]?.trim()]).not.toEqual([word, ''])
    }
  })

  it('has both forms of each word for a count', () => {
    const forms = Object.keys(words ?? {}).filter((word) => /\.(one|other)$/.test(word))
    const names = new Set(forms.map((word) => word.replace(/\.(one|other)$/, '')))
    expect(forms.sort()).toEqual([...names].flatMap((name) => [`${name}.one`, `${name}.other`]).sort())
  })
})
