/** The limits of the bench: which figures count as gross regressions. */
import { describe, expect, it } from 'vitest'
import { type Row, regressionsIn } from '../../bench/rows.ts'

const lower: Row = {
  id: 'cpu-to-bare',
  title: 'CPU per token',
  goal: 1.75,
  better: 'lower',
  known: 2,
  limit: 3,
  min: 1.9,
  median: 2,
  max: 2.2,
}
const higher: Row = { ...lower, title: 'tokens per second', better: 'higher', known: 0.9, limit: 0.6, max: 0.9 }

describe('a figure of the bench', () => {
  it('is a regression if even its best round is beyond the limit', () => {
    expect(regressionsIn([{ ...lower, min: 3.1, median: 3.5, max: 4 }])).toEqual([
      'CPU per token: 3.100 at best, over the limit of 3.000; the checked-in figure is 2',
    ])
    expect(regressionsIn([{ ...higher, min: 0.2, median: 0.3, max: 0.5 }])).toEqual([
      'tokens per second: 0.500 at best, under the limit of 0.600; the checked-in figure is 0.9',
    ])
  })

  it('passes if other work on the machine has made some rounds worse', () => {
    expect(regressionsIn([{ ...lower, median: 3.5, max: 9 }])).toEqual([])
    expect(regressionsIn([{ ...higher, min: 0.1, median: 0.3 }])).toEqual([])
  })

  it('passes if no figure is checked in', () => {
    expect(regressionsIn([{ ...lower, known: undefined, limit: undefined, min: 100 }])).toEqual([])
  })
})
