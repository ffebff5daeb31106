/** Texts that are known to hold no secret: reading them again is left out, until a secret becomes known. */
import { expect, it } from 'vitest'
import { createHarmlessTexts } from '../../../mock-sts/http/secrets/harmless-texts.ts'
import { createScrubber } from '../../../mock-sts/http/secrets.ts'

it('withholds a text that was harmless before it became a known secret', () => {
  const known: string[] = []
  const { text } = createScrubber(() => known)
  expect([text('a-control-token'), text('a-control-token')]).toEqual(['a-control-token', 'a-control-token'])
  known.push('a-control-token')
  expect(text('a-control-token')).toBe('(withheld-control-token)')
  known[0] = 'another-token'
  expect([text('a-control-token'), text('another-token')]).toEqual(['a-control-token', '(withheld-control-token)'])
})

it('remembers the last thousand short texts', () => {
  const texts = createHarmlessTexts(() => [])
  texts.add('x'.repeat(201))
  expect(texts.has('x'.repeat(201))).toBe(false)
  for (let index = 0; index <= 1000; index++) texts.add(`text ${index}`)
  expect([texts.has('text 0'), texts.has('text 1'), texts.has('text 1000')]).toEqual([false, true, true])
})
